import { simdKernels, type SimdKernels } from '../simd/simd-kernels.js';
import type { Scratch } from './scratch.js';

/** Sums by channel, the last axis, in double precision. */
export interface ChannelSums {
  /** Σ a. */
  readonly sums: Float64Array;
  /** Σ a·b. */
  readonly products: Float64Array;
}

/** Rows that the SIMD kernel sums for four channels before it turns to the next four. */
const blockRows = 128;

/**
 * @param a [rows · channels]
 * @param b As many.
 */
export function channelSums(a: Float32Array, b: Float32Array, scratch: Scratch): ChannelSums {
  const kernels = simdKernels();
  const isFourfold = scratch.channels % 4 === 0;
  return kernels && isFourfold ? fastSums(kernels, { a, b }, scratch) : plainSums(a, b, scratch);
}

interface Values {
  readonly a: Float32Array;
  readonly b: Float32Array;
}

function fastSums({ channelSums: sum }: SimdKernels, { a, b }: Values, scratch: Scratch) {
  const { channels, totals } = scratch;
  totals.fill(0);
  const rowBytes = channels * Float32Array.BYTES_PER_ELEMENT;
  for (let at = 0; at < a.byteLength; at += blockRows * rowBytes) {
    const end = a.byteOffset + Math.min(at + blockRows * rowBytes, a.byteLength);
    for (let group = 0; group < channels; group += 4) {
      const place = at + group * Float32Array.BYTES_PER_ELEMENT;
      const sums = totals.byteOffset + 2 * group * Float64Array.BYTES_PER_ELEMENT;
      sum(a.byteOffset + place, b.byteOffset + place, end, rowBytes, sums);
    }
  }
  return unpacked(totals, channels);
}

/** The kernel keeps the sums of four channels in front of their products. */
function unpacked(totals: Float64Array, channels: number): ChannelSums {
  const place = (channel: number): number => 8 * Math.floor(channel / 4) + (channel % 4);
  return {
    sums: Float64Array.from({ length: channels }, (_, channel) => totals[place(channel)]),
    products: Float64Array.from({ length: channels }, (_, channel) => totals[place(channel) + 4]),
  };
}

function plainSums(a: Float32Array, b: Float32Array, { channels }: Scratch): ChannelSums {
  const sums = new Float64Array(channels);
  const products = new Float64Array(channels);
  for (let row = 0; row < a.length; row += channels) {
    for (let channel = 0; channel < channels; channel++) {
      const value = a[row + channel];
      sums[channel] += value;
      products[channel] += value * b[row + channel];
    }
  }
  return { sums, products };
}
