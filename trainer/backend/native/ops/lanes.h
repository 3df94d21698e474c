/*
 * How an array whose last axis counts channels is walked: in rows of `width` numbers, a multiple of
 * the channels, so that a number's place in its row tells its channel and inner loops are long
 * enough for vectors. Rows are gathered into chunks of about 32,768 numbers, which threads share.
 * Sums are taken a lane at a time in floats within a chunk, then in doubles, in an order that
 * depends on the array's size alone: the number of threads never changes a bit of the result.
 */
#ifndef SOFTBIT_LANES_H
#define SOFTBIT_LANES_H

#include <stddef.h>

/*
 * For the functions that walk a row: compiled once for each generation of x86 vectors, of which the
 * loader takes the widest that the processor has. Elsewhere the compiler's own choice serves.
 */
#if defined(__x86_64__)
#define VECTORIZED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define VECTORIZED
#endif

typedef struct {
    size_t size;
    size_t channels;
    size_t width;
    size_t chunk;
    size_t chunks;
} Lanes;

Lanes lanes_of(size_t size, size_t channels);

/* Numbers of a chunk, which starts at chunk · lanes->chunk. */
size_t chunk_size(const Lanes *lanes, size_t chunk);

/* `width` numbers, where number i is of[i mod channels]; to be freed. */
float *spread(const Lanes *lanes, const float *of);

/*
 * Adds the rows of a chunk up: `add` gets `sums`, `kinds` rows of `width` lanes, all zero before
 * the chunk's first row, and is called once a row with the row's place in the array and its length.
 */
typedef void (*AddRow)(void *context, size_t start, size_t count, float *sums, size_t width);

/* totals[kind · channels + channel], over the whole array; to be freed. */
double *sum_rows(const Lanes *lanes, size_t kinds, AddRow add, void *context);

/* Calls `row` for every row, on several threads. */
typedef void (*EachRow)(void *context, size_t start, size_t count);
void each_row(const Lanes *lanes, EachRow row, void *context);

#endif
