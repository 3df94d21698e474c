import type { BatchNormGradientInputs, BatchNormGradients } from '../../fused-ops.js';
import { channelSums, type ChannelSums } from './channel-sums.js';
import { channelsOf } from './channels-of.js';
import { combineChannels } from './combine-channels.js';
import { newTensors, valuesOf } from './heap-tensor.js';
import { newScratch, scratchIn, type Scratch } from './scratch.js';

/**
 * Two passes over the activations. With N samples a channel and r = 1/σ: ∂β = Σ dy,
 * ∂γ = r·(Σ dy·x − μ·∂β), and ∂x = γr·dy − (γr²·∂γ/N)·(x − μ) − γr·∂β/N, sorted by what
 * multiplies dy, x and 1.
 */
export function batchNormGradient(inputs: BatchNormGradientInputs): BatchNormGradients {
  const { dy, x, gamma, mean, variance } = inputs;
  const channels = channelsOf(x, [gamma, mean, variance]);
  const [byX, byGamma, byBeta] = newTensors(x.shape, [channels], [channels]);
  const memory = newScratch(channels);
  const scratch = scratchIn(memory);
  const [given, values, result] = valuesOf(dy, x, byX);
  const [dGamma, dBeta] = valuesOf(byGamma, byBeta);
  const totals = channelSums(given, values, scratch);
  writeFactors(inputs, { ...totals, samples: values.length / channels, dGamma, scratch });
  dBeta.set(totals.sums);
  combineChannels({ a: given, b: values, out: result }, scratch);
  memory.dispose();
  return { x: byX, gamma: byGamma, beta: byBeta };
}

/** Of dy and dy·x. */
interface Totals extends ChannelSums {
  readonly samples: number;
  /** ∂γ goes here. */
  readonly dGamma: Float32Array;
  /** And what multiplies dy, x and 1 there. */
  readonly scratch: Scratch;
}

function writeFactors(
  { gamma, mean, variance, epsilon }: BatchNormGradientInputs,
  { sums, products, samples, dGamma, scratch }: Totals,
): void {
  const [g, mu, square] = valuesOf(gamma, mean, variance);
  const [ofDy, ofX, ofOne] = scratch.factors;
  for (let channel = 0; channel < sums.length; channel++) {
    const r = 1 / Math.sqrt(square[channel] + epsilon);
    const byGamma = r * (products[channel] - mu[channel] * sums[channel]);
    const scale = g[channel] * r;
    const byX = (-scale * r * byGamma) / samples;
    dGamma[channel] = byGamma;
    ofDy[channel] = scale;
    ofX[channel] = byX;
    ofOne[channel] = (-scale * sums[channel]) / samples - byX * mu[channel];
  }
}
