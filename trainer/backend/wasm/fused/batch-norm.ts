import type { BatchNormInputs, BatchNormOutputs } from '../../fused-ops.js';
import { channelSums } from './channel-sums.js';
import { channelsOf } from './channels-of.js';
import { newTensors, valuesOf } from './heap-tensor.js';

/** Two passes over the activations: sums in double precision are exact enough for the variance. */
export function batchNorm(inputs: BatchNormInputs): BatchNormOutputs {
  const { x, gamma, beta, movingMean, movingVariance } = inputs;
  const channels = channelsOf(x, [gamma, beta, movingMean, movingVariance]);
  const moments = Array.from({ length: 4 }, () => [channels]);
  const [y, mean, variance, nextMean, nextVariance] = newTensors(x.shape, ...moments);
  const [values, mu, square] = valuesOf(x, mean, variance);
  measure(values, mu, square);
  const [scale, shift] = affineOf(inputs, mu, square);
  const [outputs] = valuesOf(y);
  for (let row = 0; row < values.length; row += channels) {
    for (let channel = 0; channel < channels; channel++) {
      outputs[row + channel] = values[row + channel] * scale[channel] + shift[channel];
    }
  }
  const [averageMean, averageVariance] = valuesOf(movingMean, movingVariance);
  const [followedMean, followedVariance] = valuesOf(nextMean, nextVariance);
  follow(followedMean, averageMean, mu, inputs.momentum);
  follow(followedVariance, averageVariance, square, inputs.momentum);
  return { y, mean, variance, movingMean: nextMean, movingVariance: nextVariance };
}

/** The batch's mean and variance by channel. */
function measure(values: Float32Array, mean: Float32Array, variance: Float32Array): void {
  const channels = mean.length;
  const samples = values.length / channels;
  const { sums, products } = channelSums(values, values, channels);
  for (let channel = 0; channel < channels; channel++) {
    const mu = sums[channel] / samples;
    mean[channel] = mu;
    variance[channel] = Math.max(products[channel] / samples - mu * mu, 0);
  }
}

/** What x is multiplied by and what is added then, by channel. */
function affineOf(
  { gamma, beta, epsilon }: BatchNormInputs,
  mean: Float32Array,
  variance: Float32Array,
): [scale: Float64Array, shift: Float64Array] {
  const [g, b] = valuesOf(gamma, beta);
  const scale = Float64Array.from(g, (value, i) => value / Math.sqrt(variance[i] + epsilon));
  return [scale, Float64Array.from(b, (value, i) => value - scale[i] * mean[i])];
}

/** The moving average after one more value. */
function follow(
  next: Float32Array,
  average: Float32Array,
  value: Float32Array,
  momentum: number,
): void {
  for (let channel = 0; channel < next.length; channel++) {
    next[channel] = momentum * average[channel] + (1 - momentum) * value[channel];
  }
}
