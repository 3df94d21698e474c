import type { Weights } from '../../model/graph.js';
import type { DensePlan } from './dense-plan.js';
import { wordsOf } from './dot-weights.js';

/**
 * Flash: quad after quad, in it the steps, in a step the vectors of sixteen inputs. Codes of
 * neighbouring channels of a quad share bytes, and so do two quads of 1-bit codes.
 */
export function denseFlash(
  { codes, shape }: Weights,
  { order: { quads }, steps, bits, interleaved }: DensePlan,
): Uint32Array {
  const inputs = codes.length / shape[0];
  const sharing = Math.max(1, interleaved / 4);
  const vectors = Math.max(1, 4 / interleaved);
  const bytes = new Uint8Array(Math.ceil(quads.length / sharing) * steps * vectors * 16);
  quads.forEach((quad, index) => {
    const first = Math.floor(index / sharing) * steps;
    quad.forEach((channel, lane) => {
      if (channel < 0) return;
      const place = (lane + 4 * (index % sharing)) % interleaved;
      const vector = Math.floor(lane / interleaved);
      for (let input = 0; input < inputs; input++) {
        const at = ((first + Math.floor(input / 16)) * vectors + vector) * 16 + (input % 16);
        bytes[at] |= codes[channel * inputs + input] << (place * bits);
      }
    });
  });
  return wordsOf(bytes);
}
