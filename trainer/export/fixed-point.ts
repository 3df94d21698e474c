import { rangeTooSmall } from './errors.js';

/** One output channel before rounding: Σ gain · input + offset, in steps of the output. */
export interface FixedPointRow {
  /** Of the accumulator and, where there is one, the residual. */
  readonly gains: readonly number[];
  /** With the output's zero point and the half that makes the shift round. */
  readonly offset: number;
}

export interface FixedPoint {
  readonly shift: number;
  /** Row by row. */
  readonly multipliers: readonly (readonly number[])[];
  readonly biases: readonly bigint[];
}

const greatestShift = 62;
const multiplierLimit = 2 ** 31 - 1;
/** A quarter of the 64-bit range for each of accumulator, residual and bias, and one to spare. */
const productLimit = 2 ** 61;

/**
 * Integers for rows that share one shift: the largest for which every multiplier has 31 bits and
 * every sum 63. Rounding the multipliers moves a result by at most Σ reach · 2^−(shift + 1) steps.
 *
 * @param reach greatest magnitude of each input
 * @throws SoftbitError `SB_EXPORT_RANGE` where even shift 0 overflows
 */
export function toFixedPoint(
  name: string,
  rows: readonly FixedPointRow[],
  reach: readonly number[],
): FixedPoint {
  const greatestGain = greatest(rows.flatMap(({ gains }) => gains));
  const greatestTerm = greatest(
    rows.flatMap(({ gains, offset }) => [offset, ...gains.map((gain, i) => gain * reach[i])]),
  );
  const shift = Math.min(
    greatestShift,
    powersBelow(greatestGain, multiplierLimit),
    powersBelow(greatestTerm, productLimit),
  );
  if (shift < 0) throw rangeTooSmall(name, greatestTerm);
  const scale = 2 ** shift;
  return {
    shift,
    multipliers: rows.map(({ gains }) => gains.map((gain) => Math.round(gain * scale))),
    biases: rows.map(({ offset }) => BigInt(Math.round(offset * scale))),
  };
}

function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** The greatest k for which value · 2^k still is below the limit. */
function powersBelow(value: number, limit: number): number {
  return value === 0 ? greatestShift : Math.floor(Math.log2(limit / value) - 1e-9);
}
