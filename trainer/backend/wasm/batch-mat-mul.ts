import * as tf from '@tensorflow/tfjs';
import { composeKernels, defineKernel } from './wasm-kernel.js';

interface Inputs extends Record<string, tf.TensorInfo> {
  readonly a: tf.TensorInfo;
  readonly b: tf.TensorInfo;
}

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * Matrix product `[..., M, K] × [..., K, N]`. The package runs plain operands through XNNPACK but
 * transposed ones through a scalar loop, about six times slower, which is what the gradients of
 * dense layers ask for. Transposing explicitly costs next to nothing beside that.
 */
export const batchMatMul = defineKernel<Inputs, Attributes>(
  'BatchMatMul',
  ({ inputs: { a, b }, attrs: { transposeA, transposeB }, backend, original }) =>
    composeKernels(backend, (run) => {
      const swapped = (x: tf.TensorInfo): tf.TensorInfo =>
        run('Transpose', { x }, { perm: lastTwoSwapped(x.shape.length) });
      return run(
        original,
        { a: transposeA ? swapped(a) : a, b: transposeB ? swapped(b) : b },
        { transposeA: false, transposeB: false },
      );
    }),
);

function lastTwoSwapped(rank: number): number[] {
  const order = Array.from({ length: rank }, (_, axis) => axis);
  return [...order.slice(0, -2), rank - 1, rank - 2];
}
