/* The levels of a quantizer, one range for all numbers or one for each channel. */
#ifndef SOFTBIT_STAIRCASE_H
#define SOFTBIT_STAIRCASE_H

#include "lanes.h"
#include "operation.h"

typedef struct {
    /* l and Δ by lane. */
    float *lower;
    float *step;
    /* n = 2^bits − 1. */
    float greatest;
} Staircase;

/* With l = −lower_ratio · u. */
Staircase staircase_of(const Lanes *lanes, const float *upper, float bits, float lower_ratio);
void free_staircase(Staircase *staircase);

/* NULL, or why the ranges do not belong to the values: there is one, or one a trailing channel. */
const char *ranges_fit(const Numbers *values, const Numbers *upper);

#endif
