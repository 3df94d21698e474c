import type {
  CodeTensor,
  Conv2DNode,
  DenseNode,
  MultiplierRequantization,
} from '../../model/graph.js';
import { channelRanges, type AccumulatorRange } from '../channel-steps.js';
import type { KernelContext } from '../kernel.js';
import { highLinearRequantization } from '../high-linear-requantization.js';
import { linearRequantization } from '../linear-requantization.js';

/**
 * Requantization in 32-bit lanes. A kernel's accumulator is, with its sum S of products and the sum Q
 * of the window's codes,
 *
 *     a = product · S + window · Q + offset,
 *
 * where the offset of each channel is a constant.
 */
export interface AccumulatorForm {
  readonly product: number;
  readonly window: number;
  readonly offsets: Int32Array;
}

/**
 * Exact forms: one multiplication in 32 bits, the upper word of one where sums are large, or two where
 * multipliers are longer; else the model's own 64 bits in two lanes.
 */
export interface QuadRequantization {
  readonly kind: 'linear' | 'high' | 'split' | 'wide';
  /** Part of the kernel's symbol. */
  readonly symbol: string;
  /** Numbers of a channel; the kernel interleaves those of four channels. */
  readonly rows: readonly (readonly number[])[];
  /** Of the sum that has the output's code in its top bits once it is shifted so far to the left. */
  readonly raise: number;
  /** Shift to the right before, where there is nothing to raise. */
  readonly lower: number;
  /** Of the sum before the upper word is taken, to the left. */
  readonly preShift: number;
  /** Of the upper word to the left, where the lower one's bits follow it. */
  readonly join: number;
}

/** The form that 32-bit lanes can compute; `undefined` where there is none. */
export function quadRequantization(
  node: Conv2DNode | DenseNode,
  context: KernelContext,
  form: AccumulatorForm,
): QuadRequantization | undefined {
  return (
    linear(node, context, form) ??
    high(node, context, form) ??
    split(node, context, form) ??
    wide(node, context, form)
  );
}

/**
 * (a · m + r · mr + b) >> s, all modulo 2³² as the whole fits: multipliers of S and Q and a bias.
 */
function linear(
  node: Conv2DNode | DenseNode,
  context: KernelContext,
  { product, window, offsets }: AccumulatorForm,
): QuadRequantization | undefined {
  const found = linearRequantization(node, context, { greatestMultiplier: 2 ** 31 - 1 });
  const { output } = context;
  if (!found || output.type !== 'codes' || found.shift + output.bits > 32) return undefined;
  const { multipliers, residualMultipliers, biases, shift } = found;
  const rows = Array.from(multipliers, (multiplier, channel) => [
    Math.imul(multiplier, product),
    ...(window === 0 ? [] : [Math.imul(multiplier, window)]),
    (biases[channel] + Math.imul(offsets[channel], multiplier)) | 0,
    ...(residualMultipliers ? [residualMultipliers[channel]] : []),
  ]);
  const symbol = `linear${output.bits}s${shift}${residualSymbol(context)}`;
  return {
    kind: 'linear',
    symbol,
    rows,
    raise: 32 - output.bits - shift,
    lower: 0,
    preShift: 0,
    join: 0,
  };
}

/** (⌊(sum << preShift) · m / 2³²⌋ + b) >> s of the sum without its offset, which is in b. */
function high(
  node: Conv2DNode | DenseNode,
  context: KernelContext,
  { offsets }: AccumulatorForm,
): QuadRequantization | undefined {
  const { output } = context;
  if (output.type !== 'codes') return undefined;
  const found = highLinearRequantization(
    node,
    context,
    Array.from(offsets, (offset) => -offset),
  );
  if (!found || found.shift + output.bits > 32) return undefined;
  const { preShift, shift, multipliers, biases } = found;
  const rows = Array.from(multipliers, (multiplier, channel) => [multiplier, biases[channel]]);
  const symbol = `high${output.bits}s${shift}u${preShift}`;
  return {
    kind: 'high',
    symbol,
    rows,
    raise: 32 - output.bits - shift,
    lower: 0,
    preShift,
    join: 0,
  };
}

/**
 * With m = 2^16 · mh + ml and likewise the others, ml in 0 … 2^16 − 1,
 *
 *     (a · m + r · mr + b) >> s = (a · mh + r · rh + bh + ((a · ml + r · rl + bl) >> 16)) >> (s − 16),
 *
 * for flooring twice is flooring once. Both sums must fit 32 bits; a stands here without its offset,
 * which is in b.
 */
function split(
  node: Conv2DNode | DenseNode,
  context: KernelContext,
  { offsets }: AccumulatorForm,
): QuadRequantization | undefined {
  const { requantize } = node;
  const [input, residual] = context.inputs;
  const { output } = context;
  if (output.type !== 'codes') return undefined;
  if (requantize.kind !== 'multiplier' || requantize.shift < 16) return undefined;
  const greatestResidual = residual ? 2 ** residual.bits - 1 : 0;
  const rows: number[][] = [];
  for (const [channel, range] of channelRanges(node, input).entries()) {
    const { multiplier, side, bias, sum } = wideTerms(
      { requantize, residual, offset: offsets[channel], channel },
      range,
    );
    if (!fits({ multiplier, side, bias, sum, greatestResidual })) return undefined;
    const parts = [multiplier, bias, ...(residual ? [side] : [])];
    rows.push(parts.flatMap((part) => [Number(part >> 16n), Number(part & 0xffffn)]));
  }
  const shift = Math.min(requantize.shift - 16, 31);
  const symbol = `split${output.bits}s${shift}${residualSymbol(context)}`;
  const raise = 32 - output.bits - shift;
  return {
    kind: 'split',
    symbol,
    rows,
    raise: Math.max(raise, 0),
    lower: Math.max(-raise, 0),
    preShift: 0,
    join: 0,
  };
}

/**
 * (a · m + r · mr + b) >> s of 64-bit sums in two words, the lower of which carries to the upper. From a
 * shift of 32 on the upper word is enough; below it the result has 32 bits itself.
 */
function wide(
  node: Conv2DNode | DenseNode,
  context: KernelContext,
  { offsets }: AccumulatorForm,
): QuadRequantization | undefined {
  const { requantize } = node;
  const [input, residual] = context.inputs;
  const { output } = context;
  if (output.type !== 'codes') return undefined;
  if (requantize.kind !== 'multiplier' || requantize.shift < 1) return undefined;
  const rows: number[][] = [];
  for (const [channel, range] of channelRanges(node, input).entries()) {
    const { multiplier, side, bias, sum } = wideTerms(
      { requantize, residual, offset: offsets[channel], channel },
      range,
    );
    const greatest = BigInt(Math.max(-sum.least, sum.greatest));
    if (greatest >= 2n ** 31n) return undefined;
    if (magnitude(multiplier) * greatest + magnitude(bias) >= 2n ** 62n) return undefined;
    const high = Number(bias >> 32n);
    const low = Number(BigInt.asIntN(32, bias));
    rows.push([Number(multiplier), high, low, ...(residual ? [Number(side)] : [])]);
  }
  const symbol = `wide${output.bits}s${requantize.shift}${residualSymbol(context)}`;
  const raise = 32 - output.bits - Math.max(requantize.shift - 32, 0);
  return {
    ...{ kind: 'wide', symbol, rows, preShift: 0, join: Math.max(32 - requantize.shift, 0) },
    ...{ raise: Math.max(raise, 0), lower: Math.max(-raise, 0) },
  };
}

interface ChannelTerms {
  readonly requantize: MultiplierRequantization;
  readonly residual: CodeTensor | undefined;
  readonly offset: number;
  readonly channel: number;
}

/** A channel's numbers for sums without offset and residuals that are raw codes. */
function wideTerms(
  { requantize, residual, offset, channel }: ChannelTerms,
  { least, greatest }: AccumulatorRange,
) {
  const multiplier = BigInt(requantize.multipliers[channel]);
  const side = BigInt(requantize.residualMultipliers?.[channel] ?? 0);
  const bias =
    requantize.biases[channel] +
    BigInt(offset) * multiplier -
    BigInt(residual?.zeroPoint ?? 0) * side;
  return { multiplier, side, bias, sum: { least: least - offset, greatest: greatest - offset } };
}

interface SplitTerms {
  readonly multiplier: bigint;
  readonly side: bigint;
  readonly bias: bigint;
  readonly sum: AccumulatorRange;
  readonly greatestResidual: number;
}

function fits({ multiplier, side, bias, sum, greatestResidual }: SplitTerms): boolean {
  const most = BigInt(Math.max(-sum.least, sum.greatest, 0));
  const low = 0xffffn * (most + BigInt(greatestResidual) + 1n);
  const size =
    magnitude(multiplier) * most + magnitude(side) * BigInt(greatestResidual) + magnitude(bias);
  return low < 2n ** 31n && size < 2n ** 46n;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function residualSymbol({ inputs }: KernelContext): string {
  return inputs.length > 1 ? `_residual${inputs[1].bits}` : '';
}

/** Output channels in the order of the kernel: panels of four bytes of codes, in quads of lanes. */
export interface QuadOrder {
  /** Output channels in a byte, and quads in a panel. */
  readonly perByte: number;
  readonly panels: number;
  /** `quads[panel · perByte + step]`: four channels, or −1 beyond the last; the last of a byte first. */
  readonly quads: readonly (readonly number[])[];
}

/** Lane i of a quad holds a channel of byte i, so that codes pack without leaving their lanes. */
export function quadOrder(channels: number, bits: number): QuadOrder {
  const perByte = 8 / bits;
  const panels = Math.ceil(channels / (4 * perByte));
  const quads = Array.from({ length: panels * perByte }, (_, index) => {
    const panel = Math.floor(index / perByte);
    const within = perByte - 1 - (index % perByte);
    return [0, 1, 2, 3].map((lane) => {
      const channel = (panel * 4 + lane) * perByte + within;
      return channel < channels ? channel : -1;
    });
  });
  return { perByte, panels, quads };
}

/** Constants of quad after quad: the first number of four channels, the second of them, … */
export function interleavedRows(
  { quads }: QuadOrder,
  rows: readonly (readonly number[])[],
): Int32Array {
  return Int32Array.from(
    quads.flatMap((quad) =>
      rows[0].flatMap((_, index) =>
        quad.map((channel) => (channel < 0 ? 0 : rows[channel][index])),
      ),
    ),
  );
}
