import type { Values } from '../../ops/op.js';
import { argmax } from '../../reference/run-model.js';

/** Fractional bits of the weights; the sum of 8,191 of them still fits into 32 bits. */
const WEIGHT_BITS = 19;

/** 2^(−n/16), n = 0 … 16. */
const powers = Array.from({ length: 17 }, (_, n) => Math.round(2 ** (WEIGHT_BITS - n / 16)));

/** `scale · log₂(e) · 2¹⁶` as a whole number of 31 bits and a shift of at most 63. */
export interface ExponentFactor {
  readonly factor: number;
  readonly shift: number;
}

/**
 * By what an output's distance from the greatest is multiplied to give a power of two.
 *
 * @param scale real value of one unit of the output
 */
export function exponentFactor(scale: number): ExponentFactor {
  const value = scale * Math.LOG2E * 2 ** 16;
  const shift = Math.min(63, 30 - Math.floor(Math.log2(value)));
  // So steep that any distance at all is one too many.
  if (shift < 0) return { factor: 2 ** 31 - 1, shift: 0 };
  return { factor: Math.round(value * 2 ** shift), shift };
}

/** What the template of the C function needs. */
export function probabilitiesView(scale: number): object {
  const lines = [0, 6, 12].map((from) =>
    powers
      .slice(from, from + 6)
      .map((power) => `${power}u,`)
      .join(' '),
  );
  return { ...exponentFactor(scale), fractionBits: WEIGHT_BITS, powerLines: lines };
}

/**
 * A classifier's outputs as the firmware prints them: softmax in thousandths, computed in integers
 * bit for bit as `firmware/mlperf/results.c` does. The first greatest output has the first greatest
 * probability, also where rounding would hide it.
 *
 * @param outputs 32-bit integers of the last layer
 * @param scale real value of one unit
 * @returns whole thousandths
 */
export function probabilities(outputs: Values, scale: number): number[] {
  const { factor, shift } = exponentFactor(scale);
  const best = argmax(outputs);
  const weights = Array.from(outputs, (output) => {
    const distance = BigInt(outputs[best] - output);
    return power((distance * BigInt(factor)) >> BigInt(shift));
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const rounded = weights.map((weight) => Math.floor((weight * 1000 + Math.floor(sum / 2)) / sum));
  const greatest = Math.max(rounded[best], 1);
  return rounded.map((own, index) => {
    if (index === best) return greatest;
    return index < best && own >= greatest ? greatest - 1 : own;
  });
}

/** 2^−exponent, the exponent in 16 fractional bits. */
function power(exponent: bigint): number {
  if (exponent >> 16n > 31n) return 0;
  const whole = Number(exponent >> 16n);
  const fraction = Number(exponent & 0xffffn);
  const at = fraction >> 12;
  const drop = Math.floor(((powers[at] - powers[at + 1]) * (fraction & 0xfff)) / 4096);
  return (powers[at] - drop) >> whole;
}
