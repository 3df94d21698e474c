import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

/** Makes the WASM backend current, with the binaries from the installed package. */
export async function loadWasm(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(path.dirname(entry) + path.sep);
  if (!(await tf.setBackend('wasm'))) {
    throw new Error('WebAssembly could not be initialised in this Node.js.');
  }
}
