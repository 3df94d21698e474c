import type * as tf from '@tensorflow/tfjs';
import { defineKernel } from './wasm-kernel.js';

interface Inputs extends Record<string, tf.TensorInfo> {
  readonly x: tf.TensorInfo;
}

/**
 * A second tensor on the same memory. The package copies it, which costs time in each step, because
 * the tape keeps clones of what the gradients will need, and lets memory go that other backends
 * keep as long as one of the clones is in use.
 */
export const identity = defineKernel<Inputs, object>('Identity', ({ inputs: { x }, backend }) => {
  backend.incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
});
