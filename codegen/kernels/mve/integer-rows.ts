import type { DenseNode } from '../../model/graph.js';

/**
 * Multiplier and bias in halves of 32 bits of each channel, for outputs that are integers; the bias
 * holds what the sum of raw codes lacks. `undefined` where it does not fit 64 bits.
 */
export function integerRows(
  { requantize }: DenseNode,
  offsets: Int32Array,
): number[][] | undefined {
  if (requantize.kind !== 'multiplier') return undefined;
  const rows: number[][] = [];
  for (const [channel, multiplier] of requantize.multipliers.entries()) {
    const bias = requantize.biases[channel] + BigInt(offsets[channel]) * BigInt(multiplier);
    if (BigInt.asIntN(63, bias) !== bias) return undefined;
    rows.push([multiplier, Number(bias >> 32n), Number(BigInt.asIntN(32, bias))]);
  }
  return rows;
}
