import type { Weights } from '../../model/graph.js';
import { CHUNK_BYTES, TILE_CHANNELS, type DotPlan } from './dot-plan.js';

/** Lanes of a chunk of a tile's channels. */
const LANES = CHUNK_BYTES * TILE_CHANNELS;

/**
 * Flash order: fours of channels, chunks of a window, then the chunk's codes of four channels. Of
 * eight bits these are the taps themselves, signed. Narrower codes stand so that one shift and
 * mask gives a vector: two, four or eight lanes, as far apart as possible, share a byte.
 */
export function dotWeights(weights: Weights, plan: DotPlan): Uint8Array {
  const bytes: number[] = [];
  for (let first = 0; first < weights.shape[0]; first += TILE_CHANNELS) {
    for (let chunk = 0; chunk < plan.chunks; chunk++) {
      bytes.push(...chunkBytes(weights, plan, first, chunk));
    }
  }
  return Uint8Array.from(bytes);
}

function chunkBytes(weights: Weights, plan: DotPlan, first: number, chunk: number): number[] {
  if (plan.bits) return bitBytes(weights, first, chunk);
  const { flashBits, middleTap } = plan;
  const lanes = Array.from({ length: LANES }, (_, lane) => {
    const tap = chunk * CHUNK_BYTES + (lane % CHUNK_BYTES);
    return codeOf(weights, first + Math.floor(lane / CHUNK_BYTES), tap) ?? middleTap;
  });
  if (flashBits === 8) return lanes.map((code) => (code - middleTap) & 255);
  const count = (LANES * flashBits) / 8;
  return Array.from({ length: count }, (_, byte) =>
    lanes.reduce(
      (sum, code, lane) =>
        lane % count === byte ? sum + (code << (Math.floor(lane / count) * flashBits)) : sum,
      0,
    ),
  );
}

/** Eight taps a byte, as activations stand in memory. */
function bitBytes(weights: Weights, first: number, chunk: number): number[] {
  return Array.from({ length: LANES }, (_, lane) => {
    const channel = first + Math.floor(lane / CHUNK_BYTES);
    const tap = (chunk * CHUNK_BYTES + (lane % CHUNK_BYTES)) * 8;
    return Array.from({ length: 8 }, (__, bit) => codeOf(weights, channel, tap + bit) ?? 0).reduce(
      (sum, code, bit) => sum + (code << bit),
      0,
    );
  });
}

/** `undefined` beyond the window or the last channel. */
function codeOf({ codes, shape }: Weights, channel: number, tap: number): number | undefined {
  const taps = codes.length / shape[0];
  return channel < shape[0] && tap < taps ? codes[channel * taps + tap] : undefined;
}
