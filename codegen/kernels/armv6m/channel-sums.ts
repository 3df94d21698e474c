import type { Conv2DNode, DenseNode } from '../../model/graph.js';
import { integerWeights } from '../../ops/multiply-accumulate.js';

/** From a kernel's sum to the accumulator: −zero point · Σ weight of each channel, less the surplus. */
export function channelOffsets(
  { weights }: Conv2DNode | DenseNode,
  zeroPoint: number,
  surplus: number = 0,
): Int32Array {
  const perChannel = weights.codes.length / weights.shape[0];
  const offsets = new Int32Array(weights.shape[0]).fill(-surplus);
  integerWeights(weights).forEach((weight, index) => {
    offsets[Math.floor(index / perChannel)] -= zeroPoint * weight;
  });
  return offsets;
}

/** Least and greatest Σ q · weight of each channel over all codes q. */
export function rawRanges({ weights }: Conv2DNode, greatestCode: number) {
  const perChannel = weights.codes.length / weights.shape[0];
  const ranges = Array.from({ length: weights.shape[0] }, () => ({ least: 0, greatest: 0 }));
  integerWeights(weights).forEach((weight, index) => {
    const range = ranges[Math.floor(index / perChannel)];
    range.least += Math.min(weight, 0) * greatestCode;
    range.greatest += Math.max(weight, 0) * greatestCode;
  });
  return ranges;
}
