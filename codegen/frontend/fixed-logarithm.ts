import { mfccTables } from './mfcc-tables.js';

const { logarithm } = mfccTables;

/**
 * log2 of a whole number from 1 to 2^53 in 16 fractional bits: a table of 128 steps with straight
 * lines between them, at most 1.2e-5 and the rounding below the true value.
 */
export function fixedLog2(value: number): number {
  const exponent = exponentOf(value);
  const fraction = Math.floor(value * 2 ** (16 - exponent)) - 65_536;
  const step = fraction >> 9;
  const rise = logarithm[step + 1] - logarithm[step];
  return exponent * 65_536 + logarithm[step] + ((rise * (fraction & 511)) >> 9);
}

function exponentOf(value: number): number {
  const upper = Math.floor(value / 2 ** 32);
  return upper > 0 ? 63 - Math.clz32(upper) : 31 - Math.clz32(value);
}
