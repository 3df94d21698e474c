import type { Conv2DNode } from '../../model/graph.js';
import { channelRanges, channelSteps } from '../channel-steps.js';
import type { KernelContext } from '../kernel.js';

/** Beyond two bits a multiplication is shorter than so many compares. */
const MOST_BITS = 2;

/**
 * For each channel in turn the accumulators above which its code is at least 1, 2 and 3: a code is the
 * number of them that an accumulator of 16 bits exceeds.
 *
 * @returns `undefined` for wider codes, with a residual, and where a code falls as its accumulator rises
 */
export function countedRequantization(
  node: Conv2DNode,
  { inputs: [input, residual], output }: KernelContext,
): Int16Array | undefined {
  if (output.type !== 'codes' || output.bits > MOST_BITS || residual) return undefined;
  const numbers: number[] = [];
  for (const [channel, range] of channelRanges(node, input).entries()) {
    const steps = channelSteps({ node, output, residual, range, channel });
    if (!steps) return undefined;
    numbers.push(...Array.from(steps[0], (step) => step - 1));
  }
  return Int16Array.from(numbers);
}
