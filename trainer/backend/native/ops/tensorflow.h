/*
 * The part of TensorFlow's C interface for kernels that the fused operations use, declared here
 * because TensorFlow's own headers are not at hand wherever its library is.
 *
 * Source: tensorflow/c/ops.h, kernels.h, tf_tensor.h and tf_status.h; the same since
 * TensorFlow 2.3.
 */
#ifndef SOFTBIT_TENSORFLOW_H
#define SOFTBIT_TENSORFLOW_H

#include <stddef.h>
#include <stdint.h>

enum { TF_FLOAT = 1, TF_INVALID_ARGUMENT = 3 };

typedef struct TF_Status TF_Status;
typedef struct TF_Tensor TF_Tensor;
typedef struct TF_KernelBuilder TF_KernelBuilder;
typedef struct TF_OpDefinitionBuilder TF_OpDefinitionBuilder;
typedef struct TF_OpKernelConstruction TF_OpKernelConstruction;
typedef struct TF_OpKernelContext TF_OpKernelContext;

TF_Status *TF_NewStatus(void);
void TF_DeleteStatus(TF_Status *status);
int TF_GetCode(const TF_Status *status);
void TF_SetStatus(TF_Status *status, int code, const char *message);

void TF_DeleteTensor(TF_Tensor *tensor);
void *TF_TensorData(const TF_Tensor *tensor);
int64_t TF_TensorElementCount(const TF_Tensor *tensor);
int TF_NumDims(const TF_Tensor *tensor);
int64_t TF_Dim(const TF_Tensor *tensor, int index);

TF_OpDefinitionBuilder *TF_NewOpDefinitionBuilder(const char *name);
void TF_OpDefinitionBuilderAddAttr(TF_OpDefinitionBuilder *builder, const char *spec);
void TF_OpDefinitionBuilderAddInput(TF_OpDefinitionBuilder *builder, const char *spec);
void TF_OpDefinitionBuilderAddOutput(TF_OpDefinitionBuilder *builder, const char *spec);
void TF_RegisterOpDefinition(TF_OpDefinitionBuilder *builder, TF_Status *status);

TF_KernelBuilder *TF_NewKernelBuilder(const char *op, const char *device,
                                      void *(*create)(TF_OpKernelConstruction *),
                                      void (*compute)(void *, TF_OpKernelContext *),
                                      void (*destroy)(void *));
void TF_RegisterKernelBuilder(const char *name, TF_KernelBuilder *builder, TF_Status *status);

void TF_OpKernelConstruction_GetAttrInt32(TF_OpKernelConstruction *context, const char *name,
                                          int32_t *value, TF_Status *status);
void TF_OpKernelConstruction_GetAttrFloat(TF_OpKernelConstruction *context, const char *name,
                                          float *value, TF_Status *status);
void TF_OpKernelConstruction_Failure(TF_OpKernelConstruction *context, TF_Status *status);

void TF_GetInput(TF_OpKernelContext *context, int index, TF_Tensor **tensor, TF_Status *status);
TF_Tensor *TF_AllocateOutput(TF_OpKernelContext *context, int index, int type, const int64_t *dims,
                             int rank, size_t bytes, TF_Status *status);
void TF_OpKernelContext_Failure(TF_OpKernelContext *context, TF_Status *status);

#endif
