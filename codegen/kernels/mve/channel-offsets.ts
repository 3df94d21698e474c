import type { Conv2DNode, DenseNode } from '../../model/graph.js';
import { integerWeights } from '../../ops/multiply-accumulate.js';

/** −zero point · Σ weight of each channel: what sums of raw codes lack of accumulators. */
export function channelOffsets({ weights }: Conv2DNode | DenseNode, zeroPoint: number): Int32Array {
  const perChannel = weights.codes.length / weights.shape[0];
  const offsets = new Int32Array(weights.shape[0]);
  integerWeights(weights).forEach((weight, index) => {
    offsets[Math.floor(index / perChannel)] -= zeroPoint * weight;
  });
  return offsets;
}
