#include "staircase.h"

#include <stdlib.h>

Staircase staircase_of(const Lanes *lanes, const float *upper, float bits, float lower_ratio)
{
    Staircase staircase;
    staircase.greatest = (float)((1u << (unsigned)bits) - 1u);
    staircase.lower = malloc(lanes->width * sizeof(float));
    staircase.step = malloc(lanes->width * sizeof(float));
    for (size_t i = 0; i < lanes->width; i++) {
        float u = upper[i % lanes->channels];
        /* Without a lower end it is +0, so that adding it changes nothing. */
        float l = lower_ratio == 0 ? 0 : u * -lower_ratio;
        staircase.lower[i] = l;
        staircase.step[i] = (u - l) / staircase.greatest;
    }
    return staircase;
}

void free_staircase(Staircase *staircase)
{
    free(staircase->lower);
    free(staircase->step);
}

const char *ranges_fit(const Numbers *values, const Numbers *upper)
{
    if (upper->size == 0 || values->size % upper->size != 0)
        return "There must be one range, or one for each channel.";
    return NULL;
}
