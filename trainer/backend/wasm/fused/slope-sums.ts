import { isFourfold, type Staircase } from './staircase.js';
import { simdKernels } from '../simd/simd-kernels.js';
import { fastSoftSums, plainSoftSums } from './soft-sums.js';

/** What a pass over the values of one range reads and writes. */
export interface SlopePass {
  readonly dy: Float32Array;
  readonly x: Float32Array;
  readonly dx: Float32Array;
  readonly staircase: Staircase;
  /** On the heap, for 32 floats. */
  readonly scratch: Float32Array;
}

/** Sums of dy times something over the values of a range. */
export interface SlopeSums {
  /** Of 1, over the values below and above the range and inside. */
  readonly below: number;
  readonly above: number;
  readonly inside: number;
  /** Of g and g·p, inside. */
  readonly slopes: number;
  readonly positions: number;
  /** Of q, inside. */
  readonly levels: number;
  /** Of 2/Δ times the derivative by α. */
  readonly alpha: number;
}

const { fround, floor } = Math;

/** g ≡ 1. */
export function straightSlope({ dy, x, dx, staircase }: SlopePass): SlopeSums {
  const { start, stride, lower, step, greatest } = staircase;
  let [below, above, inside, positions, levels] = [0, 0, 0, 0, 0];
  for (let i = start; i < x.length; i += stride) {
    const position = fround(fround(x[i] - lower) / step);
    const given = dy[i];
    if (position < 0) {
      below += given;
      dx[i] = 0;
    } else if (position > greatest) {
      above += given;
      dx[i] = 0;
    } else {
      inside += given;
      positions += given * position;
      levels += given * floor(fround(position + 0.5));
      dx[i] = given;
    }
  }
  return { below, above, inside, slopes: inside, positions, levels, alpha: 0 };
}

/**
 * g = (sK/2)(1 − t²) with t = tanh(Kz), z = p − ⌊p⌋ − ½, K = ln(2/α − 1) and s = 1/(1 − α);
 * q = ⌊p⌋ + (s·t + 1)/2 and ∂Q/∂α = (Δ/2)(s²t − 2s(1 − t²)z/(α(2 − α))).
 */
export function softSlope(pass: SlopePass, alpha: number): SlopeSums {
  const sharpness = Math.log(2 / alpha - 1);
  const scale = 1 / (1 - alpha);
  const slope = (scale * sharpness) / 2;
  const kernels = simdKernels();
  const add = kernels && isFourfold(pass.x, pass.staircase) ? fastSoftSums(kernels) : plainSoftSums;
  const { below, above, inside, flats, positions, centres, bends, places } = add(pass, {
    sharpness,
    slope,
  });
  return {
    below,
    above,
    inside,
    slopes: slope * flats,
    positions: slope * positions,
    levels: centres + (scale / 2) * bends,
    alpha: scale * scale * bends - ((2 * scale) / (alpha * (2 - alpha))) * places,
  };
}
