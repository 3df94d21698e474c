/*
 * With N samples a channel and r = 1/σ: ∂β = Σ dy, ∂γ = r·Σ dy·(x − μ), and
 * ∂x = γr·(dy − ∂β/N − r·(x − μ)·∂γ/N), sorted by what multiplies dy, x and 1.
 *
 * Source: Ioffe and Szegedy, "Batch Normalization", ICML 2015, section 3.
 */
#include <math.h>
#include <stdlib.h>

#include "lanes.h"
#include "operation.h"

enum { EPSILON };
enum { SUM, SUM_BY_X, KINDS };

typedef struct {
    const float *dy;
    const float *x;
    /* By lane. */
    const float *mean;
} Products;

VECTORIZED static void add_products(void *context, size_t start, size_t count, float *sums,
                                    size_t width)
{
    const Products *products = context;
    const float *restrict mean = products->mean;
    const float *restrict dy = products->dy + start;
    const float *restrict x = products->x + start;
    float *restrict sum = sums + SUM * width;
    float *restrict by_x = sums + SUM_BY_X * width;
    for (size_t i = 0; i < count; i++) {
        sum[i] += dy[i];
        by_x[i] += dy[i] * (x[i] - mean[i]);
    }
}

typedef struct {
    const float *dy;
    const float *x;
    float *dx;
    /* By lane. */
    const float *of_dy;
    const float *of_x;
    const float *of_one;
} Combination;

VECTORIZED static void combine_row(void *context, size_t start, size_t count)
{
    const Combination *combination = context;
    const float *restrict of_dy = combination->of_dy;
    const float *restrict of_x = combination->of_x;
    const float *restrict of_one = combination->of_one;
    const float *restrict dy = combination->dy + start;
    const float *restrict x = combination->x + start;
    float *restrict dx = combination->dx + start;
    for (size_t i = 0; i < count; i++)
        dx[i] = dy[i] * of_dy[i] + x[i] * of_x[i] + of_one[i];
}

static void batch_norm_gradient(const Call *call)
{
    const Numbers *dy = &call->inputs[0];
    const Numbers *x = &call->inputs[1];
    const float *gamma = call->inputs[2].values;
    const float *mean = call->inputs[3].values;
    const float *variance = call->inputs[4].values;
    size_t channels = call->inputs[2].size;
    double samples = (double)(x->size / channels);
    Lanes lanes = lanes_of(x->size, channels);
    float *means = spread(&lanes, mean);
    Products products = {dy->values, x->values, means};
    double *sums = sum_rows(&lanes, KINDS, add_products, &products);
    float *factors = malloc(3 * channels * sizeof(float));
    for (size_t c = 0; c < channels; c++) {
        double r = 1 / sqrt((double)variance[c] + call->attributes[EPSILON]);
        double d_beta = sums[SUM * channels + c];
        double d_gamma = r * sums[SUM_BY_X * channels + c];
        call->outputs[1].values[c] = (float)d_gamma;
        call->outputs[2].values[c] = (float)d_beta;
        double of_dy = gamma[c] * r;
        double of_x = -of_dy * r * d_gamma / samples;
        factors[c] = (float)of_dy;
        factors[channels + c] = (float)of_x;
        factors[2 * channels + c] = (float)(-of_dy * d_beta / samples - of_x * mean[c]);
    }
    float *of_dy = spread(&lanes, factors);
    float *of_x = spread(&lanes, factors + channels);
    float *of_one = spread(&lanes, factors + 2 * channels);
    Combination combination = {dy->values, x->values, call->outputs[0].values, of_dy, of_x, of_one};
    each_row(&lanes, combine_row, &combination);
    free(of_one);
    free(of_x);
    free(of_dy);
    free(factors);
    free(sums);
    free(means);
}

static const char *check(const Call *call)
{
    size_t channels = call->inputs[2].size;
    if (call->inputs[3].size != channels || call->inputs[4].size != channels)
        return "There must be one number for each channel.";
    if (call->inputs[0].size != call->inputs[1].size)
        return "The gradient and the values must be of one size.";
    if (channels == 0 || call->inputs[1].size == 0 || call->inputs[1].size % channels != 0)
        return "The last axis must count channels, and the batch must not be empty.";
    return NULL;
}

const Operation batch_norm_gradient_operation = {
    .name = "SoftbitBatchNormGradient",
    .inputs = {"dy: float", "x: float", "gamma: float", "mean: float", "variance: float"},
    .outputs = {"dx: float", "d_gamma: float", "d_beta: float"},
    .attributes = {{"epsilon", 0}},
    .shape_of = {1, 2, 2},
    .check = check,
    .compute = batch_norm_gradient,
};
