import type { Conv2DNode } from '../../model/graph.js';
import { packCodes } from '../../model/packing.js';
import { weightCells } from './pairs-bounds.js';
import type { PairsGeometry, TapPair } from './pairs-geometry.js';

/** Bits that a weight code takes in flash: those that eight bits hold a whole number of. */
export function storedBits(bits: number): number {
  return [1, 2, 4, 8].find((stored) => stored >= bits)!;
}

/** How the words of one pair of taps stand in flash: chunks of some words, a code each. */
export interface PairChunks {
  readonly pair: TapPair;
  /** Exponents that have a tap. */
  readonly exponents: readonly number[];
  /** Words that a chunk unpacks to: those of both channels of at least one cell. */
  readonly words: number;
  /** Bytes of a chunk for each exponent. */
  readonly bytes: number;
  readonly chunks: number;
}

/** Chunks of each pair of taps, in the order of flash, for `channels` channels of `cells` cells. */
export function pairChunks(
  { tapPairs }: PairsGeometry,
  bits: number,
  channels: number,
  cells: number,
): PairChunks[] {
  const stored = storedBits(bits);
  const words = Math.max(2, 8 / stored);
  return tapPairs.map((pair) => ({
    pair,
    exponents: [0, 1].filter((exponent) => pair.taps[exponent] !== undefined),
    words,
    bytes: (words * stored) / 8,
    chunks: Math.ceil((channels * cells) / words),
  }));
}

/**
 * Flash order: blocks of output channels; in each, pair of taps after pair of taps; in each, chunks
 * that go on over the cells of two channels alternately, then over the next two channels.
 */
export function pairsFlash(
  node: Conv2DNode,
  geometry: PairsGeometry,
  channelsPerBlock: number,
): Uint8Array {
  const { bits, codes, shape } = node.weights;
  const cells = weightCells(node, geometry, codes);
  const chunked = pairChunks(geometry, bits, channelsPerBlock, cells[0].length);
  const bytes: number[] = [];
  for (let first = 0; first < shape[0]; first += channelsPerBlock) {
    const block = alternating(cells.slice(first, first + channelsPerBlock));
    for (const chunks of chunked) bytes.push(...chunkBytes(chunks, block, storedBits(bits)));
  }
  return Uint8Array.from(bytes);
}

/** Cells of two channels alternately. */
function alternating<Cell>(channels: readonly (readonly Cell[])[]): Cell[] {
  return channels.flatMap((cells, channel) =>
    channel % 2 === 1 ? [] : cells.flatMap((cell, index) => [cell, channels[channel + 1][index]]),
  );
}

function chunkBytes(
  { pair, exponents, words, chunks }: PairChunks,
  cells: readonly (readonly number[])[],
  stored: number,
): number[] {
  return Array.from({ length: chunks }, (_, chunk) => {
    const own = cells.slice(chunk * words, (chunk + 1) * words);
    const packed = exponents.map((exponent) =>
      packCodes(
        Uint8Array.from({ length: words }, (__, word) => own[word]?.[pair.taps[exponent]!] ?? 0),
        stored,
      ),
    );
    return Array.from(packed[0], (__, byte) => packed.map((ofExponent) => ofExponent[byte])).flat();
  }).flat();
}
