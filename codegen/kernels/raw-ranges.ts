import type { Conv2DNode } from '../model/graph.js';
import { integerWeights } from '../ops/multiply-accumulate.js';

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
