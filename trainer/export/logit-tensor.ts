import { weightedSumBounds, type IntegerTensor } from '../../codegen/index.js';
import { notQuantized } from './errors.js';
import type { SumsFlow, WeightedSums } from './flow.js';
import { integerWeights } from './integer-weights.js';

/** Logits use this many bits where the accumulator has fewer: enough to tell float logits apart. */
const logitBits = 20;

/**
 * The model's 32-bit output. One step of it is one of the accumulator's, or a power-of-two part of
 * it where accumulators are so small that rounding to their step would make classes equal.
 */
export function logitTensor(sums: SumsFlow): IntegerTensor {
  const { name, shape } = sums;
  return { type: 'int32', name, shape, scale: scaleOf(sums) };
}

function scaleOf(sums: SumsFlow): number {
  switch (sums.source) {
    case 'weights':
      return weightedScale(sums);
    case 'average':
      return sums.input.scale / (sums.kernel[0] * sums.kernel[1]);
    case 'add':
      throw notQuantized(sums.name, 'Add');
  }
}

function weightedScale({ layer, input, affine }: WeightedSums): number {
  const { min, max } = weightedSumBounds(integerWeights(layer).weights, input.tensor);
  const greatestGain = affine.gains.reduce((most, gain) => Math.max(most, Math.abs(gain)), 0);
  const step = greatestGain > 0 ? greatestGain : 1;
  const reach = affine.offsets.reduce(
    (most, offset) => Math.max(most, max - min + Math.abs(offset) / step),
    1,
  );
  return step / 2 ** Math.max(0, logitBits - Math.ceil(Math.log2(reach)));
}
