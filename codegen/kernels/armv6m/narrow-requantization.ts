import type { Conv2DNode } from '../../model/graph.js';
import { channelRanges, channelSteps } from '../channel-steps.js';
import type { KernelContext } from '../kernel.js';
import { linearRequantization } from '../linear-requantization.js';
import { requantizeView } from '../requantize-view.js';
import { channelOffsets } from '../channel-offsets.js';
import { rawRanges } from '../raw-ranges.js';
import { splitRequantization } from './split-requantization.js';

/**
 * How sums become outputs with 32-bit arithmetic alone. A kernel's sum is Σ q · weight with the raw
 * codes q: what the zero point takes off is in the constants.
 */
export interface NarrowRequantization {
  /**
   * `counted`: 1 or 3 thresholds, compared without a sign. `linear`: one 32-bit multiplication.
   * `split`: multiplier and bias in halves of 16 bits. `wide`: the model's own 64-bit form.
   */
  readonly kind: 'counted' | 'linear' | 'split' | 'quartered' | 'wide';
  /** Part of the kernel's symbol. */
  readonly symbol: string;
  /** Constants of a channel, channel after channel. */
  readonly perChannel: number;
  readonly constants: Int32Array;
  readonly shift: number;
}

/** Added to sums before they are compared with thresholds, so that none is negative. */
export const COUNTING_BIAS = 2 ** 30;

/** What a kernel's sums are more than Σ q · weight. */
export interface SumSurplus {
  readonly surplus: number;
  /** Whether the kernel adds `COUNTING_BIAS` to sums that are compared with thresholds. */
  readonly countingBias: boolean;
}

const plainSums: SumSurplus = { surplus: 0, countingBias: true };

/** The cheapest form that is equal to the node's for every accumulator that can occur. */
export function narrowRequantization(
  node: Conv2DNode,
  context: KernelContext,
  sums: SumSurplus = plainSums,
): NarrowRequantization {
  return (
    counted(node, context, sums) ??
    linear(node, context, sums) ??
    splitRequantization(node, context, sums.surplus) ??
    wide(node, context)
  );
}

function counted(
  node: Conv2DNode,
  { inputs: [input, residual], output }: KernelContext,
  { surplus, countingBias }: SumSurplus,
): NarrowRequantization | undefined {
  if (output.type !== 'codes' || output.bits > 2 || residual) return undefined;
  const perChannel = 2 ** output.bits - 1;
  const ranges = rawRanges(node, 2 ** input.bits - 1);
  if (ranges.some(({ least, greatest }) => Math.max(-least, greatest) >= COUNTING_BIAS)) {
    return undefined;
  }
  const offsets = channelOffsets(node, input.zeroPoint, surplus);
  const bias = countingBias ? COUNTING_BIAS : 0;
  const constants = new Int32Array(offsets.length * perChannel);
  for (const [channel, range] of channelRanges(node, input).entries()) {
    const steps = channelSteps({ node, output, residual, range, channel });
    if (!steps) return undefined;
    const biased = Array.from(steps[0], (step) => Math.max(step - offsets[channel] + bias, 0));
    if (biased.some((threshold) => threshold >= 2 ** 31)) return undefined;
    constants.set(biased, channel * perChannel);
  }
  return { kind: 'counted', symbol: `thresholds${output.bits}`, perChannel, constants, shift: 0 };
}

function linear(
  node: Conv2DNode,
  context: KernelContext,
  { surplus }: SumSurplus,
): NarrowRequantization | undefined {
  const { inputs, output } = context;
  const found = linearRequantization(node, context, { greatestMultiplier: 2 ** 31 - 1 });
  if (!found || output.type !== 'codes') return undefined;
  const residual = inputs.at(1);
  const { multipliers, residualMultipliers, biases, shift } = found;
  const offsets = channelOffsets(node, inputs[0].zeroPoint, surplus);
  const rows = Array.from(multipliers, (multiplier, channel) => [
    multiplier,
    (biases[channel] + Math.imul(offsets[channel], multiplier)) | 0,
    ...(residualMultipliers ? [residualMultipliers[channel]] : []),
  ]);
  return {
    kind: 'linear',
    symbol: `linear${output.bits}s${shift}${residual ? `_residual${residual.bits}` : ''}`,
    perChannel: rows[0].length,
    constants: Int32Array.from(rows.flat()),
    shift,
  };
}

function wide({ requantize }: Conv2DNode, context: KernelContext): NarrowRequantization {
  const { symbol } = requantizeView(requantize, context.output, context.inputs.at(1));
  return { kind: 'wide', symbol, perChannel: 0, constants: new Int32Array(0), shift: 0 };
}
