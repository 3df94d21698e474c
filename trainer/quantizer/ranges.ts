/**
 * The three ranges of deployed integers, each with one learnt number, the greatest level u. With
 * n = 2^bits − 1 the codes are 0 … n and a level is Δ·(code − offset).
 */
export interface RangeKind {
  /** Fewest bits it makes sense for. */
  readonly leastBits: number;
  /** l = −lowerRatio · u. */
  lowerRatio(bits: number): number;
  /** Code of the real value 0, half-integer where 0 is no level. */
  offset(bits: number): number;
}

export const rangeKinds = {
  /** After a ReLU: 0 … u. */
  unsigned: { leastBits: 1, lowerRatio: () => 0, offset: () => 0 },
  /** Weights: −u … u without a level at 0, so that no level is lost to asymmetry. */
  symmetric: { leastBits: 1, lowerRatio: () => 1, offset: (bits) => (2 ** bits - 1) / 2 },
  /** Activations of either sign: 0 is a level, as zero padding and shortcuts need, l = −2^(b−1)·Δ. */
  signed: {
    leastBits: 2,
    lowerRatio: (bits) => 2 ** (bits - 1) / (2 ** (bits - 1) - 1),
    offset: (bits) => 2 ** (bits - 1),
  },
} satisfies Record<string, RangeKind>;

export type RangeName = keyof typeof rangeKinds;

/** Δ of a range that reaches from −lowerRatio · u to u. */
export function stepOf(upper: number, range: RangeName, bits: number): number {
  return (upper * (1 + rangeKinds[range].lowerRatio(bits))) / (2 ** bits - 1);
}

/** Half a step up counts as up: the one rounding of the whole project. */
export function roundHalfUp(value: number): number {
  return Math.floor(value + 0.5);
}

/** The code of a real value, in double precision. */
export function codeOf(value: number, step: number, range: RangeName, bits: number): number {
  const position = value / step + rangeKinds[range].offset(bits);
  return roundHalfUp(Math.min(Math.max(position, 0), 2 ** bits - 1));
}
