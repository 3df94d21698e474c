#include "lanes.h"

#include <stdlib.h>
#include <string.h>

#include "parallel.h"

static const size_t least_width = 256;
static const size_t wanted_chunk = 32768;

Lanes lanes_of(size_t size, size_t channels)
{
    size_t width = channels * ((least_width + channels - 1) / channels);
    size_t rows = (wanted_chunk + width - 1) / width;
    size_t chunk = rows * width;
    Lanes lanes = {size, channels, width, chunk, (size + chunk - 1) / chunk};
    return lanes;
}

size_t chunk_size(const Lanes *lanes, size_t chunk)
{
    size_t left = lanes->size - chunk * lanes->chunk;
    return left < lanes->chunk ? left : lanes->chunk;
}

float *spread(const Lanes *lanes, const float *of)
{
    float *lane = malloc(lanes->width * sizeof(float));
    for (size_t i = 0; i < lanes->width; i++)
        lane[i] = of[i % lanes->channels];
    return lane;
}

typedef struct {
    const Lanes *lanes;
    size_t kinds;
    AddRow add;
    void *context;
    /* [chunk][kind][channel] */
    double *partial;
} Summation;

static void fold(const Lanes *lanes, size_t kinds, const float *sums, double *folded)
{
    for (size_t kind = 0; kind < kinds; kind++) {
        const float *lane = sums + kind * lanes->width;
        double *of_channel = folded + kind * lanes->channels;
        for (size_t i = 0; i < lanes->width; i++)
            of_channel[i % lanes->channels] += lane[i];
    }
}

static void sum_chunk(void *context, size_t chunk)
{
    const Summation *summation = context;
    const Lanes *lanes = summation->lanes;
    size_t kinds = summation->kinds;
    float *sums = calloc(kinds * lanes->width, sizeof(float));
    size_t start = chunk * lanes->chunk;
    size_t end = start + chunk_size(lanes, chunk);
    for (size_t at = start; at < end; at += lanes->width) {
        size_t count = end - at < lanes->width ? end - at : lanes->width;
        summation->add(summation->context, at, count, sums, lanes->width);
    }
    fold(lanes, kinds, sums, summation->partial + chunk * kinds * lanes->channels);
    free(sums);
}

double *sum_rows(const Lanes *lanes, size_t kinds, AddRow add, void *context)
{
    size_t numbers = kinds * lanes->channels;
    double *partial = calloc(lanes->chunks * numbers, sizeof(double));
    Summation summation = {lanes, kinds, add, context, partial};
    parallel_for(lanes->chunks, sum_chunk, &summation);
    double *totals = calloc(numbers, sizeof(double));
    for (size_t chunk = 0; chunk < lanes->chunks; chunk++) {
        for (size_t i = 0; i < numbers; i++)
            totals[i] += partial[chunk * numbers + i];
    }
    free(partial);
    return totals;
}

typedef struct {
    const Lanes *lanes;
    EachRow row;
    void *context;
} Walk;

static void walk_chunk(void *context, size_t chunk)
{
    const Walk *walk = context;
    const Lanes *lanes = walk->lanes;
    size_t start = chunk * lanes->chunk;
    size_t end = start + chunk_size(lanes, chunk);
    for (size_t at = start; at < end; at += lanes->width) {
        walk->row(walk->context, at, end - at < lanes->width ? end - at : lanes->width);
    }
}

void each_row(const Lanes *lanes, EachRow row, void *context)
{
    Walk walk = {lanes, row, context};
    parallel_for(lanes->chunks, walk_chunk, &walk);
}
