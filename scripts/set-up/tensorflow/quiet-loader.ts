import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runQuietly } from '../run-quietly.js';
import type { Machine } from '../set-up-step.js';
import { bindingFolder } from './binding-folder.js';

/** The trainer looks for it under this name, in the binding's own folder. */
const loaderFile = path.join('lib', 'quiet-loader.node');

/**
 * A Node-API module with two functions, which turn standard error off and on again, for all
 * threads of the process at once. It declares the little it needs of Node's interface by itself,
 * so that it compiles without Node's headers.
 */
const source = `
#include <fcntl.h>
#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

typedef void *napi_value;
extern int napi_create_function(void *, const char *, size_t, napi_value (*)(void *, void *), void *,
                                napi_value *);
extern int napi_set_named_property(void *, napi_value, const char *, napi_value);

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int depth = 0;
static int saved = -1;

static napi_value silence(void *env, void *info) {
  pthread_mutex_lock(&mutex);
  if (depth++ == 0) {
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    saved = fcntl(2, F_DUPFD_CLOEXEC, 3);
    if (nowhere >= 0 && saved >= 0) dup2(nowhere, 2);
    if (nowhere >= 0) close(nowhere);
  }
  pthread_mutex_unlock(&mutex);
  return NULL;
}

static napi_value restore(void *env, void *info) {
  pthread_mutex_lock(&mutex);
  if (depth > 0 && --depth == 0 && saved >= 0) {
    dup2(saved, 2);
    close(saved);
    saved = -1;
  }
  pthread_mutex_unlock(&mutex);
  return NULL;
}

static void add(void *env, napi_value exports, const char *name, napi_value (*f)(void *, void *)) {
  napi_value function;
  if (napi_create_function(env, name, (size_t)-1, f, NULL, &function) == 0)
    napi_set_named_property(env, exports, name, function);
}

napi_value napi_register_module_v1(void *env, napi_value exports) {
  add(env, exports, "silence", silence);
  add(env, exports, "restore", restore);
  return exports;
}
`;

/**
 * Compiles the module that keeps TensorFlow quiet while it loads: the library greets on standard
 * error before it reads any setting that would forbid it. Without a compiler it is only louder.
 */
export async function buildQuietLoader(machine: Machine): Promise<void> {
  const temporary = await mkdtemp(path.join(machine.root, 'node_modules', '.softbit-loader-'));
  const built = path.join(temporary, 'quiet-loader.node');
  try {
    await writeFile(path.join(temporary, 'quiet-loader.c'), source);
    const args = ['-shared', '-fPIC', '-O1', '-o', built, 'quiet-loader.c'];
    await runQuietly('gcc', args, { machine, cwd: temporary, timeoutSeconds: 60 });
    await rename(built, path.join(bindingFolder(machine), loaderFile));
  } catch {
    machine.signal.throwIfAborted();
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
