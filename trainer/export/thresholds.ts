import type { AccumulatorBounds } from '../../codegen/index.js';
import type { Affine } from './affine.js';

export interface ThresholdOptions {
  /** Accumulator to steps of the output, zero point included; gains are not negative. */
  readonly affine: Affine;
  /** 2^bits − 1 of the output. */
  readonly greatestCode: number;
  readonly bounds: AccumulatorBounds;
}

/**
 * For each channel and each code k = 1 … greatest, the least accumulator whose real value rounds,
 * half up, to k or more. A code that every accumulator reaches gets the lower bound, one that none
 * reaches the upper bound + 1.
 */
export function thresholdsOf({ affine, greatestCode, bounds }: ThresholdOptions): Int32Array {
  const { gains, offsets } = affine;
  const thresholds = new Int32Array(gains.length * greatestCode);
  gains.forEach((gain, channel) => {
    const position = (accumulator: number) => gain * accumulator + offsets[channel];
    for (let code = 1; code <= greatestCode; code++) {
      const reaches = (accumulator: number) => position(accumulator) >= code - 0.5;
      thresholds[channel * greatestCode + code - 1] = leastReaching(reaches, bounds);
    }
  });
  return thresholds;
}

/** By bisection, so that the answer agrees with the predicate to the last bit. */
function leastReaching(
  reaches: (accumulator: number) => boolean,
  { min, max }: AccumulatorBounds,
): number {
  let [least, beyond] = [min, max + 1];
  while (least < beyond) {
    const middle = Math.floor((least + beyond) / 2);
    if (reaches(middle)) beyond = middle;
    else least = middle + 1;
  }
  return least;
}
