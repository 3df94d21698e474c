import type * as tf from '@tensorflow/tfjs';
import type { FusedOps } from '../../fused-ops.js';
import { newTensors, valuesOf } from './heap-tensor.js';

/** By integers: a branch on the sign of an activation is a coin toss, which costs more than all else. */
export const reluGradient: FusedOps['reluGradient'] = (dy: tf.Tensor, y: tf.Tensor) => {
  const [dx] = newTensors(y.shape);
  const [given, outputs, result] = valuesOf(dy, y, dx).map(bitsOf);
  for (let i = 0; i < result.length; i++) {
    const isPositive = (-outputs[i] >> 31) & ~(outputs[i] >> 31);
    result[i] = given[i] & isPositive;
  }
  return dx;
};

function bitsOf({ buffer, byteOffset, length }: Float32Array): Int32Array {
  return new Int32Array(buffer, byteOffset, length);
}
