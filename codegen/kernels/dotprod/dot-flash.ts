import type { Conv2DNode } from '../../model/graph.js';
import { QUAD, TILE_CHANNELS, type DotPlan } from './dot-plan.js';

/** Bytes of a vector. */
const VECTOR = 16;

/**
 * Flash order: eights of channels, for each their offsets if there are any, then vectors whose bytes
 * hold a code of each of several vectors of taps: quads, channels, codes of the quad.
 */
export function dotWeights(node: Conv2DNode, plan: DotPlan): Uint8Array {
  const bytes: number[] = [];
  for (let first = 0; first < node.weights.shape[0]; first += TILE_CHANNELS) {
    if (plan.offsets) bytes.push(...littleEndian(plan.offsets.subarray(first, first + 8)));
    bytes.push(...packVectors(tapsOf(node, plan, first), plan.storedBits));
  }
  return Uint8Array.from(bytes);
}

function littleEndian(numbers: Int32Array): number[] {
  return Array.from(numbers).flatMap((number) =>
    [0, 8, 16, 24].map((shift) => (number >> shift) & 255),
  );
}

/** The codes of eight channels as UDOT reads them; zero where a run or the window has no more. */
function tapsOf(node: Conv2DNode, { runs, quads }: DotPlan, first: number): Uint8Array {
  const { codes, shape } = node.weights;
  const perChannel = codes.length / shape[0];
  const taps = new Uint8Array(quads * QUAD * TILE_CHANNELS);
  for (let place = 0; place < TILE_CHANNELS; place++) {
    for (let tap = 0; tap < perChannel; tap++) {
      const step = Math.floor(tap / runs.codes) * runs.quads * QUAD + (tap % runs.codes);
      const quad = Math.floor(step / QUAD);
      const at = (quad * TILE_CHANNELS + place) * QUAD + (step % QUAD);
      taps[at] = codes[(first + place) * perChannel + tap];
    }
  }
  return taps;
}

function packVectors(taps: Uint8Array, bits: number): Uint8Array {
  const perByte = 8 / bits;
  return Uint8Array.from({ length: taps.length / perByte }, (_, index) => {
    const first = Math.floor(index / VECTOR) * VECTOR * perByte + (index % VECTOR);
    let byte = 0;
    for (let vector = 0; vector < perByte; vector++) {
      byte |= taps[first + vector * VECTOR] << (vector * bits);
    }
    return byte;
  });
}
