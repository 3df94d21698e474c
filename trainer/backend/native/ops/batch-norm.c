/*
 * Batch norm's training pass: y = γ·(x − μ)/σ + β by channel, the last axis, where μ and σ² are the
 * batch's own; the moving averages follow them. Variance is taken of differences from the first
 * sample, which keeps its digits where the mean is far from 0.
 *
 * Source: Ioffe and Szegedy, "Batch Normalization", ICML 2015, algorithm 1.
 */
#include <math.h>
#include <stdlib.h>

#include "lanes.h"
#include "operation.h"

enum { EPSILON, MOMENTUM };
enum { SUM, SUM_OF_SQUARES, KINDS };

typedef struct {
    const float *x;
    /* By lane. */
    const float *first;
} Moments;

VECTORIZED static void add_moments(void *context, size_t start, size_t count, float *sums,
                                   size_t width)
{
    const Moments *moments = context;
    const float *restrict first = moments->first;
    const float *restrict x = moments->x + start;
    float *restrict sum = sums + SUM * width;
    float *restrict squares = sums + SUM_OF_SQUARES * width;
    for (size_t i = 0; i < count; i++) {
        float difference = x[i] - first[i];
        sum[i] += difference;
        squares[i] += difference * difference;
    }
}

typedef struct {
    const float *x;
    float *y;
    /* y = scale·x + shift, by lane. */
    const float *scale;
    const float *shift;
} Normalization;

VECTORIZED static void normalize_row(void *context, size_t start, size_t count)
{
    const Normalization *normalization = context;
    const float *restrict scale = normalization->scale;
    const float *restrict shift = normalization->shift;
    const float *restrict x = normalization->x + start;
    float *restrict y = normalization->y + start;
    for (size_t i = 0; i < count; i++)
        y[i] = x[i] * scale[i] + shift[i];
}

static void batch_norm(const Call *call)
{
    const Numbers *x = &call->inputs[0];
    const float *gamma = call->inputs[1].values;
    const float *beta = call->inputs[2].values;
    size_t channels = call->inputs[1].size;
    double samples = (double)(x->size / channels);
    float *mean = call->outputs[1].values;
    float *variance = call->outputs[2].values;
    Lanes lanes = lanes_of(x->size, channels);
    float *first = spread(&lanes, x->values);
    Moments moments = {x->values, first};
    double *sums = sum_rows(&lanes, KINDS, add_moments, &moments);
    float *scales = malloc(channels * sizeof(float));
    float *shifts = malloc(channels * sizeof(float));
    for (size_t c = 0; c < channels; c++) {
        double offset = sums[SUM * channels + c] / samples;
        double spread_of = sums[SUM_OF_SQUARES * channels + c] / samples - offset * offset;
        mean[c] = (float)(first[c] + offset);
        variance[c] = (float)(spread_of > 0 ? spread_of : spread_of != spread_of ? spread_of : 0);
        double scale = gamma[c] / sqrt((double)variance[c] + call->attributes[EPSILON]);
        scales[c] = (float)scale;
        shifts[c] = (float)(beta[c] - mean[c] * scale);
        float momentum = call->attributes[MOMENTUM];
        call->outputs[3].values[c] =
            call->inputs[3].values[c] * momentum + mean[c] * (1 - momentum);
        call->outputs[4].values[c] =
            call->inputs[4].values[c] * momentum + variance[c] * (1 - momentum);
    }
    float *scale_lanes = spread(&lanes, scales);
    float *shift_lanes = spread(&lanes, shifts);
    Normalization normalization = {x->values, call->outputs[0].values, scale_lanes, shift_lanes};
    each_row(&lanes, normalize_row, &normalization);
    free(shift_lanes);
    free(scale_lanes);
    free(shifts);
    free(scales);
    free(sums);
    free(first);
}

static const char *check(const Call *call)
{
    size_t channels = call->inputs[1].size;
    for (int input = 2; input < 5; input++) {
        if (call->inputs[input].size != channels)
            return "There must be one number for each channel.";
    }
    if (channels == 0 || call->inputs[0].size == 0 || call->inputs[0].size % channels != 0)
        return "The last axis must count channels, and the batch must not be empty.";
    return NULL;
}

const Operation batch_norm_operation = {
    .name = "SoftbitBatchNorm",
    .inputs = {"x: float", "gamma: float", "beta: float", "moving_mean: float",
               "moving_variance: float"},
    .outputs = {"y: float", "mean: float", "variance: float", "next_mean: float",
                "next_variance: float"},
    .attributes = {{"epsilon", 0}, {"momentum", 0}},
    .shape_of = {0, 1, 1, 1, 1},
    .check = check,
    .compute = batch_norm,
};
