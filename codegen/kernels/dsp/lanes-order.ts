import type { CodeTensor } from '../../model/graph.js';

/** A stretch of a packed pixel that is loaded at once, and the words of two channels it becomes. */
export interface PixelChunk {
  readonly bytes: 1 | 2 | 4;
  /** Equal chunks in a row. */
  readonly count: number;
  /** Left shift that brings the chunk's second half of codes to bit 16. */
  readonly spread: number;
  readonly words: number;
}

/** Channels in the order in which expanded words hold them, lower half first; `null` is no channel. */
export type LaneOrder = readonly (readonly [low: number, high: number | null])[];

/**
 * A chunk of n codes becomes n / 2 words by one AND each: word i has code i in its lower half and
 * code i + n / 2 in its upper, so weights stand in this order too.
 *
 * @returns `undefined` where a pixel does not fill whole bytes
 */
export function pixelChunks({ bits, shape }: CodeTensor): PixelChunk[] | undefined {
  const bytes = (shape[2] * bits) / 8;
  if (!Number.isInteger(bytes) || 8 % bits !== 0) return undefined;
  const sizes = [
    { bytes: 4, count: Math.floor(bytes / 4) },
    { bytes: 2, count: Math.floor((bytes % 4) / 2) },
    { bytes: 1, count: bytes % 2 },
  ] as const;
  return sizes
    .filter(({ count }) => count > 0)
    .map((size) => {
      const codes = (size.bytes * 8) / bits;
      const words = Math.ceil(codes / 2);
      return { ...size, words, spread: codes > 1 ? 16 - words * bits : 0 };
    });
}

export function laneOrder(chunks: readonly PixelChunk[], bits: number): LaneOrder {
  const order: [number, number | null][] = [];
  let channel = 0;
  for (const { bytes, count, words } of chunks) {
    const codes = (bytes * 8) / bits;
    for (let chunk = 0; chunk < count; chunk++, channel += codes) {
      for (let word = 0; word < words; word++) {
        order.push([channel + word, codes > 1 ? channel + words + word : null]);
      }
    }
  }
  return order;
}

/** Neighbours side by side, as codes unpack one by one. */
export function pairsOfChannels(channels: number): LaneOrder {
  return Array.from({ length: Math.ceil(channels / 2) }, (_, pair) => {
    const high = 2 * pair + 1;
    return [2 * pair, high < channels ? high : null] as const;
  });
}
