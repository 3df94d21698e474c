import type { BatchNormInputs, BatchNormOutputs } from '../../fused-ops.js';
import { channelSums } from './channel-sums.js';
import { channelsOf } from './channels-of.js';
import { combineChannels } from './combine-channels.js';
import { newTensors, valuesOf } from './heap-tensor.js';
import { newScratch, scratchIn, type Scratch } from './scratch.js';

/** Two passes over the activations: sums in double precision are exact enough for the variance. */
export function batchNorm(inputs: BatchNormInputs): BatchNormOutputs {
  const { x, gamma, beta, movingMean, movingVariance } = inputs;
  const channels = channelsOf(x, [gamma, beta, movingMean, movingVariance]);
  const moments = Array.from({ length: 4 }, () => [channels]);
  const [y, mean, variance, nextMean, nextVariance] = newTensors(x.shape, ...moments);
  const memory = newScratch(channels);
  const scratch = scratchIn(memory);
  const [values, outputs, mu, square] = valuesOf(x, y, mean, variance);
  measure(values, { mean: mu, variance: square, scratch });
  writeFactors(inputs, { mean: mu, variance: square, scratch });
  combineChannels({ a: values, b: values, out: outputs }, scratch);
  memory.dispose();
  const [averageMean, averageVariance] = valuesOf(movingMean, movingVariance);
  const [followedMean, followedVariance] = valuesOf(nextMean, nextVariance);
  follow(followedMean, averageMean, mu, inputs.momentum);
  follow(followedVariance, averageVariance, square, inputs.momentum);
  return { y, mean, variance, movingMean: nextMean, movingVariance: nextVariance };
}

interface Moments {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly scratch: Scratch;
}

/** The batch's mean and variance by channel. */
function measure(values: Float32Array, { mean, variance, scratch }: Moments): void {
  const samples = values.length / mean.length;
  const { sums, products } = channelSums(values, values, scratch);
  for (let channel = 0; channel < mean.length; channel++) {
    const mu = sums[channel] / samples;
    mean[channel] = mu;
    variance[channel] = Math.max(products[channel] / samples - mu * mu, 0);
  }
}

/** What x is multiplied by and what is added then, by channel. */
function writeFactors(
  { gamma, beta, epsilon }: BatchNormInputs,
  { mean, variance, scratch: { factors } }: Moments,
): void {
  const [scale, , shift] = factors;
  const [g, b] = valuesOf(gamma, beta);
  factors[1].fill(0);
  for (let channel = 0; channel < mean.length; channel++) {
    scale[channel] = g[channel] / Math.sqrt(variance[channel] + epsilon);
    shift[channel] = b[channel] - scale[channel] * mean[channel];
  }
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
