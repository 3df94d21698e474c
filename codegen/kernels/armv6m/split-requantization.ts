import type { Conv2DNode } from '../../model/graph.js';
import type { KernelContext } from '../kernel.js';
import { channelOffsets } from '../channel-offsets.js';
import { rawRanges } from '../raw-ranges.js';
import type { NarrowRequantization } from './narrow-requantization.js';

/** One channel's a · multiplier + r · side + bias, with |a| and r at most as stated. */
interface Terms {
  readonly multiplier: number;
  readonly side: number;
  readonly bias: bigint;
  readonly greatestSum: number;
  readonly greatestResidual: number;
}

/** A way to compute it in 32-bit pieces. */
interface Pieces {
  readonly kind: 'split' | 'quartered';
  /** Bits that are gone before the last shift. */
  readonly dropped: number;
  readonly fits: (terms: Terms) => boolean;
  /** The bias's pieces, high to low. */
  readonly bias: (bias: bigint) => readonly bigint[];
}

/**
 * With m = 2^16 · mh + ml and likewise the others, ml in 0 … 2^16 − 1,
 *
 *     (a · m + r · mr + B) >> s = (a · mh + r · rh + Bh + ((a · ml + r · rl + Bl) >> 16)) >> (s − 16),
 *
 * for flooring twice is flooring once.
 */
const split: Pieces = {
  kind: 'split',
  dropped: 16,
  fits: (terms) =>
    terms.greatestSum + terms.greatestResidual + 1 < 2 ** 15 && greatestSize(terms) < 2n ** 47n,
  bias: (bias) => [bias >> 16n, bias & 0xffffn],
};

/**
 * The same for a of up to 22 bits and its sign, a = 2^8 · a1 + a0 with a0 in 0 … 255, in three floors:
 *
 *     t0 = a0 · ml + r · rl + B0
 *     t1 = a1 · ml + (t0 >> 8)
 *     t2 = a0 · mh + r · rh + B1 + (t1 >> 8)
 *     (a1 · mh + B2 + (t2 >> 8)) >> (s − 24),     B = 2^24 · B2 + 2^16 · B1 + B0.
 *
 * |a1 · ml| is below 2^14 · 2^16, |a1 · mh| at most 2^14 · 2^15, and the others are below 2^25.
 */
const quartered: Pieces = {
  kind: 'quartered',
  dropped: 24,
  fits: (terms) =>
    terms.greatestSum < 2 ** 22 &&
    terms.greatestResidual < 2 ** 8 &&
    greatestSize(terms) < 2n ** 54n,
  bias: (bias) => [bias >> 24n, (bias >> 16n) & 0xffn, bias & 0xffffn],
};

function greatestSize({ multiplier, side, bias, greatestSum, greatestResidual }: Terms): bigint {
  return (
    BigInt(Math.abs(multiplier)) * BigInt(greatestSum) +
    BigInt(Math.abs(side)) * BigInt(greatestResidual) +
    (bias < 0n ? -bias : bias)
  );
}

/**
 * The model's multiplier form in pieces of 32 bits, exact wherever it exists. A channel's constants are
 * mh, ml, the bias's pieces and, with a residual, rh and rl.
 *
 * @param surplus what the kernel's sums are more than Σ q · weight
 */
export function splitRequantization(
  node: Conv2DNode,
  context: KernelContext,
  surplus: number,
): NarrowRequantization | undefined {
  const { requantize } = node;
  const { inputs, output } = context;
  const residual = inputs.at(1);
  const terms = channelTerms(node, context, surplus);
  if (requantize.kind !== 'multiplier' || !terms) return undefined;
  const pieces = [split, quartered].find(
    ({ dropped, fits }) => requantize.shift >= dropped && terms.every(fits),
  );
  if (!pieces) return undefined;
  const rows = terms.map(({ multiplier, side, bias }) => [
    ...halves(multiplier),
    ...pieces.bias(bias).map(Number),
    ...(residual ? halves(side) : []),
  ]);
  const bits = output.type === 'codes' ? output.bits : 32;
  const shift = Math.min(requantize.shift - pieces.dropped, 31);
  return {
    kind: pieces.kind,
    symbol: `${pieces.kind}${bits}s${shift}${residual ? `_residual${residual.bits}` : ''}`,
    perChannel: rows[0].length,
    constants: Int32Array.from(rows.flat()),
    shift,
  };
}

function channelTerms(
  node: Conv2DNode,
  { inputs: [input, residual] }: KernelContext,
  surplus: number,
): Terms[] | undefined {
  const { requantize } = node;
  if (requantize.kind !== 'multiplier') return undefined;
  const offsets = channelOffsets(node, input.zeroPoint, surplus);
  return rawRanges(node, 2 ** input.bits - 1).map(({ least, greatest }, channel) => {
    const multiplier = requantize.multipliers[channel];
    const side = requantize.residualMultipliers?.[channel] ?? 0;
    return {
      multiplier,
      side,
      bias:
        requantize.biases[channel] +
        BigInt(offsets[channel]) * BigInt(multiplier) -
        BigInt(residual?.zeroPoint ?? 0) * BigInt(side),
      greatestSum: Math.max(-least, greatest) + surplus,
      greatestResidual: residual ? 2 ** residual.bits - 1 : 0,
    };
  });
}

/** The upper bits with the sign, and the lower sixteen without. */
function halves(value: number): [number, number] {
  return [value >> 16, value & 0xffff];
}
