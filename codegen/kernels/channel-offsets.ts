import type { Conv2DNode, DenseNode } from '../model/graph.js';
import { weightSums } from './weight-sums.js';

/** From a kernel's sum to the accumulator: −zero point · Σ weight of each channel, less the surplus. */
export function channelOffsets(
  node: Conv2DNode | DenseNode,
  zeroPoint: number,
  surplus: number = 0,
): Int32Array {
  return Int32Array.from(weightSums(node), (sum) => -zeroPoint * sum - surplus);
}
