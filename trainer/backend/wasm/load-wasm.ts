import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { registerTrainingKernels } from './register-kernels.js';
import { withKernels } from './simd/simd-kernels.js';

let prepared = false;

/**
 * Makes the WASM backend current, with the kernels that training needs. It uses SIMD but one
 * thread: tfjs-backend-wasm 4.22 starts its threads from a blob: URL, which Node.js refuses.
 */
export async function loadWasm(): Promise<void> {
  prepareOnce();
  if (!(await withKernels(() => tf.setBackend('wasm')))) {
    throw new Error('WebAssembly could not be initialised in this Node.js.');
  }
}

/** Registering twice would wrap our own kernels instead of the package's. */
function prepareOnce(): void {
  if (prepared) return;
  setWasmPaths(binariesFolder());
  registerTrainingKernels();
  prepared = true;
}

function binariesFolder(): string {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  return path.dirname(entry) + path.sep;
}
