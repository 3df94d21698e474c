import type { Weights } from '../model/graph.js';
import type { Random } from '../testing/random.js';

/** A normally distributed number by the Box–Muller transform. */
export function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.fraction()));
  return radius * Math.cos(2 * Math.PI * random.fraction());
}

/**
 * Weights as training leaves them: bell-shaped on DSQ's symmetric levels, at two bits about 16, 34,
 * 34 and 16 % of the codes. The range reaches two standard deviations there and a third of one more
 * for each further bit, which is about where a uniform quantizer has its least error.
 */
export function bellWeights(random: Random, bits: number, shape: Weights['shape']): Weights {
  const count = shape.reduce((product, size) => product * size);
  const greatest = 2 ** bits - 1;
  const middle = 2 ** (bits - 1);
  const codesPerDeviation = middle / (2 + (bits - 2) / 3);
  const codes = Uint8Array.from({ length: count }, () => {
    const code = Math.floor(normal(random) * codesPerDeviation + middle);
    return Math.min(Math.max(code, 0), greatest);
  });
  return { bits, step: 2, lowest: -greatest, shape, codes };
}
