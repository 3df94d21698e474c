import type { Conv2DNode, DenseNode } from '../../model/graph.js';
import { integerWeights } from '../../ops/multiply-accumulate.js';
import { channelRanges, channelSteps } from '../channel-steps.js';
import type { KernelContext } from '../kernel.js';
import { linearRequantization } from '../linear-requantization.js';
import { requantizeView } from '../requantize-view.js';

/**
 * How sums become outputs with 32-bit arithmetic alone. A kernel's sum is Σ q · weight with the raw
 * codes q: what the zero point takes off is in the constants.
 */
export interface NarrowRequantization {
  /**
   * `counted`: 1 or 3 thresholds, compared without a sign. `linear`: one 32-bit multiplication.
   * `split`: multiplier and bias in halves of 16 bits. `wide`: the model's own 64-bit form.
   */
  readonly kind: 'counted' | 'linear' | 'split' | 'wide';
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
    split(node, context, sums) ??
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
  const { multipliers, residualMultipliers, biases, shift } = found;
  const offsets = channelOffsets(node, inputs[0].zeroPoint, surplus);
  const rows = Array.from(multipliers, (multiplier, channel) => [
    multiplier,
    (biases[channel] + Math.imul(offsets[channel], multiplier)) | 0,
    ...(residualMultipliers ? [residualMultipliers[channel]] : []),
  ]);
  return {
    kind: 'linear',
    symbol: `linear${output.bits}s${shift}${residualSymbol(context)}`,
    ...flattened(rows),
    shift,
  };
}

/**
 * With m = 2^16 · mh + ml and likewise the others, ml in 0 … 2^16 − 1,
 *
 *     (a · m + r · mr + B) >> s = (a · mh + r · rh + Bh + ((a · ml + r · rl + Bl) >> 16)) >> (s − 16),
 *
 * for flooring twice is flooring once. Both sums must fit 32 bits.
 */
function split(
  node: Conv2DNode,
  context: KernelContext,
  { surplus }: SumSurplus,
): NarrowRequantization | undefined {
  const { requantize, weights } = node;
  const { inputs, output } = context;
  const [input, residual] = inputs;
  if (requantize.kind !== 'multiplier' || requantize.shift < 16) return undefined;
  const offsets = channelOffsets(node, input.zeroPoint, surplus);
  const ranges = rawRanges(node, 2 ** input.bits - 1);
  const greatestResidual = residual ? 2 ** residual.bits - 1 : 0;
  const rows: number[][] = [];
  for (let channel = 0; channel < weights.shape[0]; channel++) {
    const multiplier = requantize.multipliers[channel];
    const side = requantize.residualMultipliers?.[channel] ?? 0;
    const bias =
      requantize.biases[channel] +
      BigInt(offsets[channel]) * BigInt(multiplier) -
      BigInt(residual?.zeroPoint ?? 0) * BigInt(side);
    const { least, greatest } = ranges[channel];
    const greatestSum = Math.max(-least, greatest) + surplus;
    const terms = { multiplier, side, bias, greatestSum, greatestResidual };
    if (!splitFits(terms)) return undefined;
    const parts = [BigInt(multiplier), bias, ...(residual ? [BigInt(side)] : [])];
    rows.push(parts.flatMap((part) => [Number(part >> 16n), Number(part & 0xffffn)]));
  }
  const bits = output.type === 'codes' ? output.bits : 32;
  const shift = Math.min(requantize.shift - 16, 31);
  return {
    kind: 'split',
    symbol: `split${bits}s${shift}${residualSymbol(context)}`,
    ...flattened(rows),
    shift,
  };
}

interface SplitTerms {
  readonly multiplier: number;
  readonly side: number;
  readonly bias: bigint;
  readonly greatestSum: number;
  readonly greatestResidual: number;
}

function splitFits({ multiplier, side, bias, greatestSum, greatestResidual }: SplitTerms): boolean {
  const low = 0xffffn * (BigInt(greatestSum) + BigInt(greatestResidual) + 1n);
  const size =
    BigInt(Math.abs(multiplier)) * BigInt(greatestSum) +
    BigInt(Math.abs(side)) * BigInt(greatestResidual) +
    (bias < 0n ? -bias : bias);
  return low < 2n ** 31n && size < 2n ** 47n;
}

function wide({ requantize }: Conv2DNode, context: KernelContext): NarrowRequantization {
  const { symbol } = requantizeView(requantize, context.output, context.inputs.at(1));
  return { kind: 'wide', symbol, perChannel: 0, constants: new Int32Array(0), shift: 0 };
}

function residualSymbol({ inputs }: KernelContext): string {
  return inputs.length > 1 ? `_residual${inputs[1].bits}` : '';
}

function flattened(rows: readonly number[][]): { perChannel: number; constants: Int32Array } {
  return { perChannel: rows[0].length, constants: Int32Array.from(rows.flat()) };
}

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
function rawRanges({ weights }: Conv2DNode, greatestCode: number) {
  const perChannel = weights.codes.length / weights.shape[0];
  const ranges = Array.from({ length: weights.shape[0] }, () => ({ least: 0, greatest: 0 }));
  integerWeights(weights).forEach((weight, index) => {
    const range = ranges[Math.floor(index / perChannel)];
    range.least += Math.min(weight, 0) * greatestCode;
    range.greatest += Math.max(weight, 0) * greatestCode;
  });
  return ranges;
}
