import type { Conv2DNode, DenseNode } from '../model/graph.js';
import { integerWeights } from '../ops/multiply-accumulate.js';

/** Sum of each output channel's integer weights. */
export function weightSums({ weights }: Conv2DNode | DenseNode): number[] {
  const values = integerWeights(weights);
  const perChannel = values.length / weights.shape[0];
  return Array.from({ length: weights.shape[0] }, (_, channel) =>
    values
      .subarray(channel * perChannel, (channel + 1) * perChannel)
      .reduce((total, value) => total + value, 0),
  );
}
