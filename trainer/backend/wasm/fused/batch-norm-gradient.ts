import type { BatchNormGradientInputs, BatchNormGradients } from '../../fused-ops.js';
import { channelSums } from './channel-sums.js';
import { channelsOf } from './channels-of.js';
import { newTensors, valuesOf } from './heap-tensor.js';

/**
 * Two passes over the activations. With N samples a channel and r = 1/σ: ∂β = Σ dy,
 * ∂γ = r·(Σ dy·x − μ·∂β), and ∂x = γr·dy − (γr²·∂γ/N)·(x − μ) − γr·∂β/N, sorted by what
 * multiplies dy, x and 1.
 */
export function batchNormGradient(inputs: BatchNormGradientInputs): BatchNormGradients {
  const { dy, x, gamma, mean, variance } = inputs;
  const channels = channelsOf(x, [gamma, mean, variance]);
  const [byX, byGamma, byBeta] = newTensors(x.shape, [channels], [channels]);
  const [given, values, result] = valuesOf(dy, x, byX);
  const [dGamma, dBeta] = valuesOf(byGamma, byBeta);
  const samples = values.length / channels;
  const { sums, products } = channelSums(given, values, channels);
  const { ofDy, ofX, ofOne } = factorsOf(inputs, { sums, products, samples, dGamma });
  dBeta.set(sums);
  for (let row = 0; row < values.length; row += channels) {
    for (let channel = 0; channel < channels; channel++) {
      const at = row + channel;
      result[at] = given[at] * ofDy[channel] + values[at] * ofX[channel] + ofOne[channel];
    }
  }
  return { x: byX, gamma: byGamma, beta: byBeta };
}

interface Sums {
  /** Σ dy. */
  readonly sums: Float64Array;
  /** Σ dy·x. */
  readonly products: Float64Array;
  readonly samples: number;
  /** ∂γ goes here. */
  readonly dGamma: Float32Array;
}

function factorsOf(
  { gamma, mean, variance, epsilon }: BatchNormGradientInputs,
  { sums, products, samples, dGamma }: Sums,
): Record<'ofDy' | 'ofX' | 'ofOne', Float64Array> {
  const [g, mu, square] = valuesOf(gamma, mean, variance);
  const channels = sums.length;
  const ofDy = new Float64Array(channels);
  const ofX = new Float64Array(channels);
  const ofOne = new Float64Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    const r = 1 / Math.sqrt(square[channel] + epsilon);
    const byGamma = r * (products[channel] - mu[channel] * sums[channel]);
    dGamma[channel] = byGamma;
    ofDy[channel] = g[channel] * r;
    ofX[channel] = (-ofDy[channel] * r * byGamma) / samples;
    ofOne[channel] = (-ofDy[channel] * sums[channel]) / samples - ofX[channel] * mu[channel];
  }
  return { ofDy, ofX, ofOne };
}
