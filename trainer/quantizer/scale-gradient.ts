import * as tf from '@tensorflow/tfjs';

/** The identity, whose gradient is multiplied by a constant. */
export function scaleGradient(values: tf.Tensor, factor: number): tf.Tensor {
  return tf.customGrad((x) => ({
    value: tf.clone(x as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => tf.mul(dy, factor),
  }))(values);
}
