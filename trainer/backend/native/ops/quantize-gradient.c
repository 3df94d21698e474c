/*
 * The derivatives of the soft staircase q = i + (s·t + 1)/2 in one pass, in units of the step:
 * p = (x − l)/Δ, i = ⌊p⌋, z = p − i − ½, K = ln(2/α − 1), s = 1/(1 − α), t = tanh(Kz) and
 * g = (sK/2)(1 − t²). Inside the range
 *
 *   ∂Q/∂x = g,  ∂Q/∂u = (q − g·p)/n,  ∂Q/∂l = 1 − ∂Q/∂u − g,
 *   ∂Q/∂α = (Δ/2)(s²t − 2s(1 − t²)z/(α(2 − α))),
 *
 * outside a value moves only the end that it is clipped to. With a straight-through slope g is 1
 * and q the hard staircase's code. Here l = −r·u, u = e^range and α = ½·sigmoid(a), so what comes
 * out is d range = factor·u·(d u − r·d l) and d a = α(1 − 2α)·d α.
 */
#include <math.h>
#include <stdlib.h>

#include "lanes.h"
#include "operation.h"
#include "staircase.h"

enum { BITS, LOWER_RATIO, FACTOR, SOFT, RANGE };
/* What a range learns from, in the order of the trainer's names. */
enum { FIXED, CLIPPED, WHOLE };
/* The sums that the gradients by range and α are made of. */
enum { BELOW, ABOVE, INSIDE, BY_VALUE, BY_PLACE, LEVELS, BENT, FLAT, KINDS };

/* |a| beyond it makes the staircase endlessly sharp in 32-bit floats; a learns no further. */
static const double greatest_parameter = 12;

typedef struct {
    Staircase staircase;
    const float *dy;
    const float *x;
    float *dx;
    /* K and s. */
    float sharpness;
    float scale;
} Gradient;

/*
 * tanh to a few units in the last place for |x| < 7.9, beyond which it is ±1 in floats; |Kz| stays
 * below 7. It is the rational function with terms up to x^13 over x^6 that Eigen has, in Horner's
 * form.
 */
static inline float tanh_of(float x)
{
    float y = x > 7.9f ? 7.9f : (x < -7.9f ? -7.9f : x);
    float v = y * y;
    float above = v * -2.76076847742355e-16f + 2.00018790482477e-13f;
    above = above * v + -8.60467152213735e-11f;
    above = above * v + 5.12229709037114e-08f;
    above = above * v + 1.48572235717979e-05f;
    above = above * v + 6.37261928875436e-04f;
    above = above * v + 4.89352455891786e-03f;
    float below = v * 1.19825839466702e-06f + 1.18534705686654e-04f;
    below = below * v + 2.26843463243900e-03f;
    below = below * v + 4.89352518554385e-03f;
    return y * above / below;
}

/* Whose a value's gradient is: the ends' that it is clipped to, or its own. */
typedef struct {
    float below;
    float above;
    float inside;
    /* p, clipped to 0 … n. */
    float position;
} Share;

static inline Share share_of(float given, float position, float greatest)
{
    float below = position < 0 ? given : 0;
    float above = position > greatest ? given : 0;
    float from_zero = position < 0 ? 0 : position;
    float bounded = from_zero > greatest ? greatest : from_zero;
    return (Share){below, above, given - below - above, bounded};
}

VECTORIZED static void soft_row(void *context, size_t start, size_t count, float *sums,
                                size_t width)
{
    const Gradient *gradient = context;
    const float *lower = gradient->staircase.lower;
    const float *step = gradient->staircase.step;
    const float greatest = gradient->staircase.greatest;
    const float sharpness = gradient->sharpness;
    const float slope = 0.5f * gradient->scale * sharpness;
    const float half_scale = 0.5f * gradient->scale;
    const float *restrict dy = gradient->dy + start;
    const float *restrict x = gradient->x + start;
    float *restrict dx = gradient->dx + start;
    float *restrict below = sums + BELOW * width;
    float *restrict above = sums + ABOVE * width;
    float *restrict within = sums + INSIDE * width;
    float *restrict by_value = sums + BY_VALUE * width;
    float *restrict by_place = sums + BY_PLACE * width;
    float *restrict levels = sums + LEVELS * width;
    float *restrict bent = sums + BENT * width;
    float *restrict flat = sums + FLAT * width;
    /* No two of the arrays overlap; there are too many of them to be told apart at run time. */
#pragma GCC ivdep
    for (size_t i = 0; i < count; i++) {
        Share share = share_of(dy[i], (x[i] - lower[i]) / step[i], greatest);
        float centre = floorf(share.position) + 0.5f;
        float place = share.position - centre;
        float bend = tanh_of(sharpness * place);
        float level = share.inside * (1 - bend * bend);
        float bending = share.inside * bend;
        float value = level * slope;
        dx[i] = value;
        below[i] += share.below;
        above[i] += share.above;
        within[i] += share.inside;
        by_value[i] += value;
        by_place[i] += value * share.position;
        levels[i] += share.inside * centre + half_scale * bending;
        bent[i] += bending;
        flat[i] += level * place;
    }
}

VECTORIZED static void straight_row(void *context, size_t start, size_t count, float *sums,
                                    size_t width)
{
    const Gradient *gradient = context;
    const float *lower = gradient->staircase.lower;
    const float *step = gradient->staircase.step;
    const float greatest = gradient->staircase.greatest;
    const float *restrict dy = gradient->dy + start;
    const float *restrict x = gradient->x + start;
    float *restrict dx = gradient->dx + start;
    float *restrict below = sums + BELOW * width;
    float *restrict above = sums + ABOVE * width;
    float *restrict by_place = sums + BY_PLACE * width;
    float *restrict levels = sums + LEVELS * width;
    /* No two of the arrays overlap; there are too many of them to be told apart at run time. */
#pragma GCC ivdep
    for (size_t i = 0; i < count; i++) {
        Share share = share_of(dy[i], (x[i] - lower[i]) / step[i], greatest);
        dx[i] = share.inside;
        below[i] += share.below;
        above[i] += share.above;
        by_place[i] += share.inside * share.position;
        levels[i] += share.inside * floorf(share.position + 0.5f);
    }
}

/* d u − r·d l of one range. */
static double range_gradient(const double *sums, size_t channels, size_t channel, const Call *call)
{
    double below = sums[BELOW * channels + channel];
    double above = sums[ABOVE * channels + channel];
    double ratio = call->attributes[LOWER_RATIO];
    if (call->attributes[RANGE] == FIXED)
        return 0;
    if (call->attributes[RANGE] == CLIPPED)
        return above - ratio * below;
    double greatest = (double)((1u << (unsigned)call->attributes[BITS]) - 1u);
    double levels = sums[LEVELS * channels + channel];
    double within = (levels - sums[BY_PLACE * channels + channel]) / greatest;
    double moved = sums[INSIDE * channels + channel] - sums[BY_VALUE * channels + channel];
    return within + above - ratio * (moved - within + below);
}

static double alpha_gradient(const double *sums, const Lanes *lanes, const Staircase *staircase,
                             double alpha)
{
    double scale = 1 / (1 - alpha);
    double of_flat = 2 * scale / (alpha * (2 - alpha));
    double total = 0;
    for (size_t channel = 0; channel < lanes->channels; channel++) {
        double bent = sums[BENT * lanes->channels + channel];
        double flat = sums[FLAT * lanes->channels + channel];
        total += staircase->step[channel] * (scale * scale * bent - of_flat * flat);
    }
    return total / 2;
}

static void quantize_gradient(const Call *call)
{
    const Numbers *x = &call->inputs[1];
    const Numbers *upper = &call->inputs[2];
    double parameter = call->inputs[3].values[0];
    double bounded = fmin(fmax(parameter, -greatest_parameter), greatest_parameter);
    double alpha = 0.5 / (1 + exp(-bounded));
    int soft = call->attributes[SOFT] != 0;
    Lanes lanes = lanes_of(x->size, upper->size);
    const float *attributes = call->attributes;
    Gradient gradient = {
        staircase_of(&lanes, upper->values, attributes[BITS], attributes[LOWER_RATIO]),
        call->inputs[0].values,
        x->values,
        call->outputs[0].values,
        (float)log(2 / alpha - 1),
        (float)(1 / (1 - alpha)),
    };
    double *sums = sum_rows(&lanes, KINDS, soft ? soft_row : straight_row, &gradient);
    for (size_t channel = 0; channel < lanes.channels; channel++) {
        double by_ends = range_gradient(sums, lanes.channels, channel, call);
        call->outputs[1].values[channel] =
            (float)(attributes[FACTOR] * upper->values[channel] * by_ends);
    }
    double by_alpha = soft ? alpha_gradient(sums, &lanes, &gradient.staircase, alpha) : 0;
    call->outputs[2].values[0] =
        bounded == parameter ? (float)(by_alpha * alpha * (1 - 2 * alpha)) : 0;
    free(sums);
    free_staircase(&gradient.staircase);
}

static const char *check(const Call *call)
{
    if (call->inputs[0].size != call->inputs[1].size)
        return "The gradient and the values must be of one size.";
    if (call->inputs[3].size != 1)
        return "There must be one alpha.";
    return ranges_fit(&call->inputs[1], &call->inputs[2]);
}

const Operation quantize_gradient_operation = {
    .name = "SoftbitQuantizeGradient",
    .inputs = {"dy: float", "x: float", "upper: float", "alpha: float"},
    .outputs = {"dx: float", "d_range: float", "d_alpha: float"},
    .attributes = {{"bits", 1}, {"lower_ratio", 0}, {"factor", 0}, {"soft", 1}, {"range", 1}},
    .shape_of = {1, 2, 3},
    .check = check,
    .compute = quantize_gradient,
};
