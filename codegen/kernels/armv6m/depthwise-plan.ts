import type { Conv2DNode } from '../../model/graph.js';
import { integerWeights } from '../../ops/multiply-accumulate.js';
import type { KernelContext } from '../kernel.js';
import { narrowRequantization, type NarrowRequantization } from './narrow-requantization.js';
import { GROUP_CHANNELS, TAPS } from './weight-steps.js';

/** Channels whose words and sums are in scratch at a time. */
export const BATCH = 8;
const FIELD_LIMIT = 255;
/** Offsets of the unrolled loads of weights reach no further. */
export const MOST_STEPS = 31;

/** All that is computed for a depthwise convolution in polynomials before its C is written. */
export interface DepthwisePlan {
  readonly steps: number;
  /** Brings every field to 0 … 255. */
  readonly bias: number;
  readonly words: Uint32Array;
  readonly requantization: NarrowRequantization;
  readonly tileWidth: number;
  readonly tiles: number;
  readonly groups: number;
  readonly stageWidth: number;
  readonly slots: number;
  readonly scratch: {
    readonly sums: number;
    readonly values: number;
    readonly stage: number;
    readonly bytes: number;
  };
}

/** @returns `null` where a window's sum leaves its field or needs 64 bits to requantize */
export function depthwisePlan(node: Conv2DNode, context: KernelContext): DepthwisePlan | null {
  const { weights, strides, dilations, padding } = node;
  const { output, inputs } = context;
  const [channels, height, width] = weights.shape;
  const { bias, greatest } = fieldBias(node, 2 ** inputs[0].bits - 1);
  if (greatest > FIELD_LIMIT || height * Math.ceil(width / TAPS) > MOST_STEPS) return null;
  const requantization = narrowRequantization(node, context, {
    surplus: bias,
    countingBias: false,
  });
  if (requantization.kind === 'wide') return null;
  const taps = Math.ceil(width / TAPS);
  const steps = height * taps;
  const groups = Math.ceil(channels / GROUP_CHANNELS);
  const tileWidth = strides[1] === 1 ? 8 : 4;
  const tiles = Math.ceil(output.shape[1] / tileWidth);
  const reach = Math.max(tiles * 8 + taps * TAPS - 1, padding.left + inputs[0].shape[1]);
  const stageWidth = Math.ceil(reach / 4) * 4;
  const slots = (height - 1) * dilations[0] + 1;
  const valueBytes = output.type === 'codes' ? 1 : 4;
  const sums = BATCH * steps * 16;
  const values = sums + BATCH * 16;
  const stage = values + Math.ceil((tileWidth * channels * valueBytes) / 4) * 4;
  const bytes = stage + slots * groups * stageWidth;
  return {
    ...{ steps, bias, requantization, tileWidth, tiles, groups, stageWidth, slots },
    words: polynomialWords(node, groups * GROUP_CHANNELS),
    scratch: { sums, values, stage, bytes },
  };
}

/** The least bias with which no field of any channel is negative, and the greatest sum that it then holds. */
export function fieldBias(
  { weights }: Conv2DNode,
  greatestInput: number,
): { bias: number; greatest: number } {
  const perChannel = weights.codes.length / weights.shape[0];
  const values = integerWeights(weights);
  let bias = 0;
  let greatest = 0;
  for (let first = 0; first < values.length; first += perChannel) {
    const own = values.subarray(first, first + perChannel);
    const sum = (sign: 1 | -1): number =>
      own.reduce((total, value) => total + Math.max(sign * value, 0) * greatestInput, 0);
    bias = Math.max(bias, sum(-1));
    greatest = Math.max(greatest, sum(1));
  }
  return { bias, greatest: bias + greatest };
}

/** Of each channel, row and three taps, w2 + w1 · 2^8 + w0 · 2^16 modulo 2^32. */
function polynomialWords({ weights }: Conv2DNode, channels: number): Uint32Array {
  const [outputs, height, width] = weights.shape;
  const values = integerWeights(weights);
  const words: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < height; row++) {
      for (let tap = 0; tap < width; tap += TAPS) {
        const at = (offset: number): number =>
          channel < outputs && tap + offset < width
            ? values[(channel * height + row) * width + tap + offset]
            : 0;
        words.push((at(2) + at(1) * 2 ** 8 + at(0) * 2 ** 16) >>> 0);
      }
    }
  }
  return Uint32Array.from(words);
}
