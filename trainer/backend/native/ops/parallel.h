/* Work shared by as many threads as TensorFlow's own operations may use. */
#ifndef SOFTBIT_PARALLEL_H
#define SOFTBIT_PARALLEL_H

#include <stddef.h>

typedef void (*Body)(void *context, size_t index);

/* Calls body(context, 0 … count − 1), in any order and on several threads, and waits for them. */
void parallel_for(size_t count, Body body, void *context);

#endif
