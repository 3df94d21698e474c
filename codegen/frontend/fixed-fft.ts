import { fftSize } from './mfcc-format.js';
import { mfccTables } from './mfcc-tables.js';

const { sine } = mfccTables;
const quarter = fftSize / 4;
const addressBits = Math.log2(fftSize);

/** 512 complex integers. */
export interface Spectrum {
  readonly real: Int32Array;
  readonly imaginary: Int32Array;
}

export function newSpectrum(): Spectrum {
  return { real: new Int32Array(fftSize), imaginary: new Int32Array(fftSize) };
}

/** Where a sample goes before the first stage: its index with the bits in reverse order. */
export const reversedIndex = Int32Array.from({ length: fftSize }, (_, index) => {
  let reversed = 0;
  for (let bit = 0; bit < addressBits; bit++) {
    reversed |= ((index >> bit) & 1) << (addressBits - 1 - bit);
  }
  return reversed;
});

/**
 * A Fourier transform of 512 points in place, decimation in time, from bit-reversed to natural
 * order. Nothing is scaled down: the caller's values must sum up to less than 2^26 in magnitude,
 * which makes every product exact in a double.
 */
export function fixedFft({ real, imaginary }: Spectrum): void {
  for (let half = 1; half < fftSize; half *= 2) {
    const turn = fftSize / 2 / half;
    for (let first = 0; first < fftSize; first += 2 * half) {
      for (let offset = 0; offset < half; offset++) {
        butterfly(real, imaginary, first + offset, half, offset * turn);
      }
    }
  }
}

function butterfly(
  real: Int32Array,
  imaginary: Int32Array,
  upper: number,
  half: number,
  angle: number,
): void {
  const lower = upper + half;
  const [cos, sin] = [sine[angle + quarter], sine[angle]];
  const re = Math.floor((real[lower] * cos + imaginary[lower] * sin + 8192) / 16384);
  const im = Math.floor((imaginary[lower] * cos - real[lower] * sin + 8192) / 16384);
  real[lower] = real[upper] - re;
  imaginary[lower] = imaginary[upper] - im;
  real[upper] += re;
  imaginary[upper] += im;
}
