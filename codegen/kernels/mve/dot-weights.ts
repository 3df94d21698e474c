import type { Weights } from '../../model/graph.js';
import type { QuadOrder } from './quad-requantization.js';

/**
 * Weights as signed bytes: the weight itself where it fits, else its code less the middle one. A
 * weight is product · byte + window.
 */
export interface DotWeights {
  readonly product: number;
  readonly window: number;
  /** Bits that a code takes in flash, a power of two, and codes in a byte. */
  readonly bits: number;
  readonly interleaved: number;
  /** A byte is scale · code + lowest; where nothing is unpacked, flash holds the bytes. */
  readonly scale: number;
  readonly lowest: number;
}

export function dotWeights({ bits, lowest, step }: Weights): DotWeights {
  const highest = lowest + step * (2 ** bits - 1);
  const flashBits = 2 ** Math.ceil(Math.log2(bits));
  const shared = { bits: flashBits, interleaved: 8 / flashBits };
  if (lowest >= -128 && highest <= 127) {
    return { ...shared, product: 1, window: 0, scale: step, lowest };
  }
  const middle = 2 ** (bits - 1);
  return { ...shared, product: step, window: lowest + step * middle, scale: 1, lowest: -middle };
}

/**
 * Flash: quad after quad, in it two pairs of channels, in a pair the steps, in a step a vector of each
 * channel. Vector i of a chunk of interleaved ones stands i codes further to the left in its bytes.
 */
export function dotFlash(
  { codes, shape }: Weights,
  { quads }: QuadOrder,
  steps: number,
  { bits, interleaved, scale, lowest }: DotWeights,
): Uint32Array {
  const perChannel = codes.length / shape[0];
  const chunks = Math.ceil((4 * steps) / interleaved);
  const bytes = new Uint8Array(quads.length * chunks * 16);
  quads.forEach((quad, index) => {
    quad.forEach((channel, lane) => {
      if (channel < 0) return;
      for (let at = 0; at < perChannel; at++) {
        const vector = ((lane >> 1) * steps + Math.floor(at / 16)) * 2 + (lane & 1);
        const chunk = index * chunks + Math.floor(vector / interleaved);
        const code = codes[channel * perChannel + at];
        const byte = interleaved === 1 ? scale * code + lowest : code;
        bytes[chunk * 16 + (at % 16)] |= byte << ((vector % interleaved) * bits);
      }
    });
  });
  return wordsOf(bytes);
}

/** Little-endian words, which keep bytes aligned in flash. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, index) =>
    view.getUint32(4 * index, true),
  );
}
