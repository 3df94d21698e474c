import os from 'node:os';
import * as tf from '@tensorflow/tfjs';
import type { BackendName } from './select-backend.js';

/** By the names that TensorFlow.js has for them. */
const backendNames: Readonly<Record<string, BackendName>> = {
  tensorflow: 'native',
  wasm: 'wasm',
  cpu: 'cpu',
};

export function currentBackend(): BackendName {
  return backendNames[tf.getBackend()];
}

/**
 * How many processes keep the machine's cores busy on the current backend: one on native, whose
 * library has threads; on the others, which have none in Node, one for each core.
 */
export function defaultWorkers(): number {
  return currentBackend() === 'native' ? 1 : os.availableParallelism();
}

/** Threads that each of several processes may have without them standing in each other's way. */
export function threadsOf(workers: number): number {
  return Math.max(1, Math.floor(os.availableParallelism() / workers));
}
