/*
 * What every fused operation is made of: its signature, its attributes, and a function from the
 * inputs' to the outputs' numbers. All tensors are 32-bit floats.
 */
#ifndef SOFTBIT_OPERATION_H
#define SOFTBIT_OPERATION_H

#include "tensorflow.h"

enum { MOST_ATTRIBUTES = 6, MOST_INPUTS = 6, MOST_OUTPUTS = 5 };

/* An attribute is a 32-bit integer or a float; operations get all of them as floats. */
typedef struct {
    const char *name;
    int is_integer;
} Attribute;

typedef struct {
    float *values;
    size_t size;
    const TF_Tensor *tensor;
} Numbers;

typedef struct {
    Numbers inputs[MOST_INPUTS];
    Numbers outputs[MOST_OUTPUTS];
    float attributes[MOST_ATTRIBUTES];
} Call;

typedef struct {
    const char *name;
    const char *inputs[MOST_INPUTS];
    const char *outputs[MOST_OUTPUTS];
    Attribute attributes[MOST_ATTRIBUTES];
    /* For each output, the input that has its shape. */
    int shape_of[MOST_OUTPUTS];
    /* NULL, or why the inputs do not belong together. */
    const char *(*check)(const Call *call);
    void (*compute)(const Call *call);
} Operation;

extern const Operation quantize_operation;
extern const Operation quantize_gradient_operation;
extern const Operation batch_norm_operation;
extern const Operation batch_norm_gradient_operation;

#endif
