#include "parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * Threads that wait for work for as long as the process lives. One call runs at a time; results
 * must not depend on which thread does what, which is up to the body.
 */
static pthread_once_t started = PTHREAD_ONCE_INIT;
static pthread_mutex_t callers = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work_there = PTHREAD_COND_INITIALIZER;
static pthread_cond_t work_done = PTHREAD_COND_INITIALIZER;
static size_t helpers = 0;

static Body current_body;
static void *current_context;
static size_t current_count;
static atomic_size_t next_index;
static size_t generation = 0;
static size_t busy = 0;

static void take_share(void)
{
    for (;;) {
        size_t index = atomic_fetch_add(&next_index, 1);
        if (index >= current_count)
            return;
        current_body(current_context, index);
    }
}

static void *help(void *unused)
{
    (void)unused;
    size_t seen = 0;
    pthread_mutex_lock(&mutex);
    for (;;) {
        while (generation == seen)
            pthread_cond_wait(&work_there, &mutex);
        seen = generation;
        pthread_mutex_unlock(&mutex);
        take_share();
        pthread_mutex_lock(&mutex);
        if (--busy == 0)
            pthread_cond_signal(&work_done);
    }
    return NULL;
}

/* TensorFlow's own setting counts here, too, so that one variable sets all threads. */
static size_t wanted_threads(void)
{
    const char *setting = getenv("TF_NUM_INTRAOP_THREADS");
    long wanted = setting ? strtol(setting, NULL, 10) : 0;
    if (wanted <= 0)
        wanted = sysconf(_SC_NPROCESSORS_ONLN);
    return wanted > 1 ? (size_t)wanted : 1;
}

static void start(void)
{
    for (size_t threads = wanted_threads(); helpers + 1 < threads; helpers++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, help, NULL) != 0)
            return;
        pthread_detach(thread);
    }
}

static void share(size_t count, Body body, void *context)
{
    pthread_mutex_lock(&mutex);
    current_body = body;
    current_context = context;
    current_count = count;
    atomic_store(&next_index, 0);
    busy = helpers;
    generation++;
    pthread_cond_broadcast(&work_there);
    pthread_mutex_unlock(&mutex);
    take_share();
    pthread_mutex_lock(&mutex);
    while (busy > 0)
        pthread_cond_wait(&work_done, &mutex);
    pthread_mutex_unlock(&mutex);
}

void parallel_for(size_t count, Body body, void *context)
{
    pthread_once(&started, start);
    if (count <= 1 || helpers == 0) {
        for (size_t index = 0; index < count; index++)
            body(context, index);
        return;
    }
    pthread_mutex_lock(&callers);
    share(count, body, context);
    pthread_mutex_unlock(&callers);
}
