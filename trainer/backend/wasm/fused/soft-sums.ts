import type { SimdKernels } from '../simd/simd-kernels.js';
import { softSums } from '../simd/sum-kernels.js';
import type { SlopePass } from './slope-sums.js';
import { tanh } from './tanh.js';

/** With t = tanh(Kz): what the sums of `softSlope` are made of. */
export type SoftSums = Record<(typeof softSums)[number], number>;

export interface SoftShape {
  /** K. */
  readonly sharpness: number;
  /** g where t = 0. */
  readonly slope: number;
}

/** Values that the SIMD kernel sums in floats, before they are added up in double precision. */
const block = 4096;

/** Four values at a time. */
export function fastSoftSums(kernels: SimdKernels) {
  return ({ x, dy, dx, staircase, scratch }: SlopePass, shape: SoftShape): SoftSums => {
    const { lower, step, greatest } = staircase;
    const settings = [lower, step, greatest, shape.sharpness, shape.slope];
    const totals = new Float64Array(softSums.length);
    for (let at = 0; at < x.length; at += block) {
      const pointers = [x, dy, dx].map((array) => array.subarray(at).byteOffset);
      const end = x.subarray(0, at + block);
      const endByte = end.byteOffset + end.byteLength;
      kernels.softSlope(...pointers, endByte, scratch.byteOffset, ...settings);
      for (let part = 0; part < scratch.length; part++) totals[part >> 2] += scratch[part];
    }
    return named(totals);
  };
}

function named(totals: Float64Array): SoftSums {
  return Object.fromEntries(softSums.map((name, index) => [name, totals[index]])) as SoftSums;
}

const { fround, floor } = Math;

/** One value after another, for ranges of single channels. */
export function plainSoftSums(
  { dy, x, dx, staircase }: SlopePass,
  { sharpness, slope }: SoftShape,
): SoftSums {
  const { start, stride, lower, step, greatest } = staircase;
  let [below, above, inside, flats, positions, centres, bends, places] = [0, 0, 0, 0, 0, 0, 0, 0];
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
      const centre = floor(position) + 0.5;
      const place = position - centre;
      const bend = tanh(sharpness * place);
      const flat = given * (1 - bend * bend);
      inside += given;
      flats += flat;
      positions += flat * position;
      centres += given * centre;
      bends += given * bend;
      places += flat * place;
      dx[i] = flat * slope;
    }
  }
  return { below, above, inside, flats, positions, centres, bends, places };
}
