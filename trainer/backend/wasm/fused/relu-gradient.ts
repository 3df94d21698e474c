import type * as tf from '@tensorflow/tfjs';
import type { FusedOps } from '../../fused-ops.js';
import { simdKernels } from '../simd/simd-kernels.js';
import { newTensors, valuesOf } from './heap-tensor.js';

/** dy where y > 0, else 0. */
export const reluGradient: FusedOps['reluGradient'] = (dy: tf.Tensor, y: tf.Tensor) => {
  const [dx] = newTensors(y.shape);
  const arrays = valuesOf(dy, y, dx);
  const kernels = simdKernels();
  if (kernels && dx.size > 0 && dx.size % 4 === 0) {
    const end = arrays[2].byteOffset + arrays[2].byteLength;
    kernels.reluGradient(...arrays.map(({ byteOffset }) => byteOffset), end);
  } else {
    maskGradient(arrays.map(bitsOf));
  }
  return dx;
};

/** By integers: a branch on the sign of an activation is a coin toss, which costs more than all else. */
function maskGradient([given, outputs, result]: readonly Int32Array[]): void {
  for (let i = 0; i < result.length; i++) {
    const isPositive = (-outputs[i] >> 31) & ~(outputs[i] >> 31);
    result[i] = given[i] & isPositive;
  }
}

function bitsOf({ buffer, byteOffset, length }: Float32Array): Int32Array {
  return new Int32Array(buffer, byteOffset, length);
}
