import type * as tf from '@tensorflow/tfjs';

/** How many numbers a channel's parameters are, which the last axis of x must count. */
export function channelsOf(x: tf.Tensor, parameters: readonly tf.Tensor[]): number {
  const channels = x.shape[x.rank - 1];
  if (x.size === 0 || parameters.some(({ size }) => size !== channels)) {
    throw new Error('The last axis must count channels, and the batch must not be empty.');
  }
  return channels;
}
