/*
 * The hard staircase l + Δ·⌊clip((x − l)/Δ, 0, n) + ½⌋ with n = 2^bits − 1 and Δ = (u − l)/n, the
 * same operations in the same order as the composition of TensorFlow's, so that both give the same
 * bits.
 *
 * Source: Gong et al., "Differentiable Soft Quantization", ICCV 2019, equations 3–13.
 */
#include <math.h>

#include "lanes.h"
#include "operation.h"
#include "staircase.h"

typedef struct {
    Staircase staircase;
    const float *x;
    float *y;
} Quantization;

VECTORIZED static void quantize_row(void *context, size_t start, size_t count)
{
    const Quantization *quantization = context;
    const float *lower = quantization->staircase.lower;
    const float *step = quantization->staircase.step;
    const float greatest = quantization->staircase.greatest;
    const float *restrict x = quantization->x + start;
    float *restrict y = quantization->y + start;
    for (size_t i = 0; i < count; i++) {
        float position = (x[i] - lower[i]) / step[i];
        float bounded = position < 0 ? 0 : position;
        bounded = bounded > greatest ? greatest : bounded;
        y[i] = floorf(bounded + 0.5f) * step[i] + lower[i];
    }
}

static void quantize(const Call *call)
{
    const Numbers *x = &call->inputs[0];
    const Numbers *upper = &call->inputs[1];
    Lanes lanes = lanes_of(x->size, upper->size);
    Staircase staircase =
        staircase_of(&lanes, upper->values, call->attributes[0], call->attributes[1]);
    Quantization quantization = {staircase, x->values, call->outputs[0].values};
    each_row(&lanes, quantize_row, &quantization);
    free_staircase(&staircase);
}

static const char *check(const Call *call)
{
    return ranges_fit(&call->inputs[0], &call->inputs[1]);
}

const Operation quantize_operation = {
    .name = "SoftbitQuantize",
    .inputs = {"x: float", "upper: float"},
    .outputs = {"y: float"},
    .attributes = {{"bits", 1}, {"lower_ratio", 0}},
    .shape_of = {0},
    .check = check,
    .compute = quantize,
};
