import { simdKernels } from '../simd/simd-kernels.js';
import type { Scratch } from './scratch.js';

interface Combination {
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly out: Float32Array;
}

/** a·ofA + b·ofB + ofOne with a factor of each kind for each channel, which `scratch.factors` has. */
export function combineChannels(
  { a, b, out }: Combination,
  { channels, factors: [ofA, ofB, ofOne] }: Scratch,
): void {
  const kernels = simdKernels();
  if (kernels && channels % 4 === 0) {
    const pointers = [a, b, out].map(({ byteOffset }) => byteOffset);
    const factors = [ofA, ofB, ofOne].map(({ byteOffset }) => byteOffset);
    const [end, ofAEnd] = [out, ofA].map(({ byteOffset, byteLength }) => byteOffset + byteLength);
    kernels.combine(...pointers, end, ...factors, ofAEnd, -ofA.byteLength);
    return;
  }
  for (let row = 0; row < out.length; row += channels) {
    for (let channel = 0; channel < channels; channel++) {
      const at = row + channel;
      out[at] = a[at] * ofA[channel] + b[at] * ofB[channel] + ofOne[channel];
    }
  }
}
