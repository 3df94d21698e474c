import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';

const nativePackage = '@tensorflow/tfjs-node';

/**
 * The package is CommonJS and optional: TypeScript must not ask for its types, and loading it in
 * one synchronous call keeps the time short in which standard error is off.
 */
const require = createRequire(import.meta.url);

let fusedOpsLoaded = false;

/** Whether the process's TensorFlow knows the operations of the folder `ops`. */
export function fusedOpsAreLoaded(): boolean {
  return fusedOpsLoaded;
}

/**
 * Loads the TensorFlow C library through tfjs-node, which registers itself in the tfjs-core that
 * the trainer imports. Rejects when the package or its compiled binding is missing.
 *
 * @param threads For one operation. The library reads it when it loads, and never again.
 */
export async function loadNative(threads?: number): Promise<void> {
  const { silence, restore } = quietLoader();
  if (threads !== undefined) process.env['TF_NUM_INTRAOP_THREADS'] ??= String(threads);
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  silence();
  try {
    require(nativePackage);
  } finally {
    restore();
  }
  if (!(await tf.setBackend('tensorflow'))) {
    throw new Error('tfjs-node loaded, but its backend could not be made the current one.');
  }
  fusedOpsLoaded ||= loadFusedOps();
}

/** Registers them in the library that tfjs-node has loaded; without them training is slower. */
function loadFusedOps(): boolean {
  try {
    require(compiledAtSetUp('fused-ops.node'));
    return true;
  } catch {
    return false;
  }
}

interface QuietLoader {
  readonly silence: () => void;
  readonly restore: () => void;
}

/**
 * Turns standard error off while the C library loads, which reports there before it looks at
 * TF_CPP_MIN_LOG_LEVEL. The set-up compiles this module; without it TensorFlow greets the user.
 */
function quietLoader(): QuietLoader {
  try {
    return require(compiledAtSetUp('quiet-loader.node')) as QuietLoader;
  } catch {
    return { silence: () => {}, restore: () => {} };
  }
}

/** A module of the set-up's, in the folder of the package's own binding. */
function compiledAtSetUp(name: string): string {
  const folder = path.dirname(require.resolve(`${nativePackage}/package.json`));
  return path.join(folder, 'lib', name);
}
