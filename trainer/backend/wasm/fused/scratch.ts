import type * as tf from '@tensorflow/tfjs';
import { newTensors, valuesOf } from './heap-tensor.js';

/** Memory on the heap for one operation by channels. */
export interface Scratch {
  readonly channels: number;
  /** Sums and products. */
  readonly totals: Float64Array;
  /** Three numbers a channel. */
  readonly factors: readonly Float32Array[];
}

/** Allocates it; the tensor has to be disposed. */
export function newScratch(channels: number): tf.Tensor {
  return newTensors([7 * channels])[0];
}

/** Take it after the last allocation, which may move the heap. */
export function scratchIn(tensor: tf.Tensor): Scratch {
  const [floats] = valuesOf(tensor);
  const channels = floats.length / 7;
  const factors = [4, 5, 6].map((at) => floats.subarray(at * channels, (at + 1) * channels));
  const totals = new Float64Array(floats.buffer, floats.byteOffset, 2 * channels);
  return { channels, totals, factors };
}
