import * as tf from '@tensorflow/tfjs';
import type { FusedOps } from '../backend/index.js';

/** Batch norm by operations that every backend has, in seven passes over the activations. */
export const composedBatchNorm: Pick<FusedOps, 'batchNorm' | 'batchNormGradient'> = {
  batchNorm: ({ x, gamma, beta, movingMean, movingVariance, epsilon, momentum }) => {
    const { mean, variance } = tf.moments(x, reducedAxes(x));
    const [m, v, b, g] = [mean, variance, beta, gamma] as tf.Tensor1D[];
    const y = tf.batchNorm(x as tf.Tensor4D, m, v, b, g, epsilon);
    const follow = (average: tf.Tensor, value: tf.Tensor): tf.Tensor =>
      tf.add(tf.mul(average, momentum), tf.mul(value, 1 - momentum));
    return {
      y,
      mean,
      variance,
      movingMean: follow(movingMean, mean),
      movingVariance: follow(movingVariance, variance),
    };
  },

  /**
   * With N samples a channel and r = 1/σ: ∂β = Σ dy, ∂γ = r·(Σ dy·x − μ·∂β), and
   * ∂x = γr·dy − (γr²·∂γ/N)·(x − μ) − γr·∂β/N, sorted by what multiplies dy, x and 1.
   */
  batchNormGradient: ({ dy, x, gamma, mean, variance, epsilon }) => {
    const axes = reducedAxes(x);
    const samples = x.size / x.shape[x.rank - 1];
    const r = tf.rsqrt(tf.add(variance, epsilon));
    const dBeta = tf.sum(dy, axes);
    const dGamma = tf.mul(r, tf.sub(tf.sum(tf.mul(dy, x), axes), tf.mul(mean, dBeta)));
    const ofDy = tf.mul(gamma, r);
    const ofX = tf.mul(tf.mul(ofDy, tf.mul(r, dGamma)), -1 / samples);
    const ofOne = tf.sub(tf.mul(tf.mul(ofDy, dBeta), -1 / samples), tf.mul(ofX, mean));
    const dX = tf.add(tf.add(tf.mul(dy, ofDy), tf.mul(x, ofX)), ofOne);
    return { x: dX, gamma: dGamma, beta: dBeta };
  },
};

/** All axes but the last, which counts channels. */
function reducedAxes({ rank }: tf.Tensor): number[] {
  return Array.from({ length: rank - 1 }, (_, axis) => axis);
}
