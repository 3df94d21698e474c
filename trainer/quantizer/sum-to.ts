import * as tf from '@tensorflow/tfjs';

/**
 * Sums over every axis along which `shape` broadcasts: the gradient of broadcasting.
 *
 * @param shape all ones apart from axes it shares with the values, or [] for one sum
 */
export function sumTo(values: tf.Tensor, shape: readonly number[]): tf.Tensor {
  if (shape.every((size) => size === 1)) return tf.reshape(tf.sum(values), [...shape]);
  const skipped = values.rank - shape.length;
  const axes = values.shape.flatMap((size, axis) =>
    axis < skipped || shape[axis - skipped] !== size ? [axis] : [],
  );
  return tf.reshape(tf.sum(values, axes), [...shape]);
}
