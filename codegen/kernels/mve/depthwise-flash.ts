import type { Conv2DNode } from '../../model/graph.js';
import type { DepthwisePlan } from './depthwise-plan.js';
import { weightVectors } from './depthwise-plan.js';
import { wordsOf } from './dot-weights.js';

/**
 * Bytes of weights: block of channels after block, in it the taps, in a tap a byte of each channel.
 * Flash interleaves neighbouring vectors of sixteen bytes.
 */
export function depthwiseFlash(node: Conv2DNode, plan: DepthwisePlan): Uint32Array {
  const { codes, shape } = node.weights;
  const { bits, interleaved, scale, lowest } = plan.weights;
  const [channels, height, width] = shape;
  const taps = height * width;
  const flash = new Uint8Array((weightVectors(node, plan) / interleaved) * 16);
  for (let channel = 0; channel < channels; channel++) {
    const block = Math.floor(channel / plan.lanes);
    for (let tap = 0; tap < taps; tap++) {
      const at = (block * taps + tap) * plan.lanes + (channel % plan.lanes);
      const vector = Math.floor(at / 16);
      const code = codes[channel * taps + tap];
      const byte = interleaved === 1 ? scale * code + lowest : code;
      const to = Math.floor(vector / interleaved) * 16 + (at % 16);
      flash[to] |= byte << ((vector % interleaved) * bits);
    }
  }
  return wordsOf(flash);
}
