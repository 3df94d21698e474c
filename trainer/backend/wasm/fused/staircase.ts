import { valuesOf } from './heap-tensor.js';
import type { QuantizeInputs } from '../../fused-ops.js';

const { fround } = Math;

/** The levels of one range, rounded as the composed operations round them. */
export interface Staircase {
  /** Where its values are: this one and every `stride`-th after it. */
  readonly start: number;
  readonly stride: number;
  readonly upper: number;
  readonly lower: number;
  /** Δ. */
  readonly step: number;
  /** n = 2^bits − 1. */
  readonly greatest: number;
}

/** One for each range: there is one for all values, or one for each channel. */
export function staircasesOf({ x, upper, bits, lowerRatio }: QuantizeInputs): Staircase[] {
  const ranges = upper.size;
  if (ranges === 0 || x.size % ranges !== 0 || !countsChannels(x.shape, ranges)) {
    throw new Error('There must be one range, or one for each channel.');
  }
  const greatest = 2 ** bits - 1;
  return Array.from(valuesOf(upper)[0], (u, start) => {
    const lower = lowerRatio === 0 ? 0 : fround(u * fround(-lowerRatio));
    const step = fround(fround(u - lower) / greatest);
    return { start, stride: ranges, upper: u, lower, step, greatest };
  });
}

/** Whether some of the last axes have so many channels together. */
function countsChannels(shape: readonly number[], ranges: number): boolean {
  let channels = 1;
  for (const size of shape.toReversed()) {
    if (channels >= ranges) break;
    channels *= size;
  }
  return channels === ranges;
}

/** Whether one range has all values, and SIMD kernels can take four at a time. */
export function isFourfold({ length }: Float32Array, { stride }: Staircase): boolean {
  return stride === 1 && length > 0 && length % 4 === 0;
}
