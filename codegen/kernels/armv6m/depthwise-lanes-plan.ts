import type { Conv2DNode } from '../../model/graph.js';
import type { KernelContext } from '../kernel.js';
import { fieldBias } from './depthwise-plan.js';
import {
  COUNTING_BIAS,
  narrowRequantization,
  type NarrowRequantization,
} from './narrow-requantization.js';

/** Channels whose words and sums are in scratch at a time. */
export const BATCH = 4;
const HALF_LIMIT = 65_535;

/** All that is computed for a depthwise convolution of any width before its C is written. */
export interface LanesPlan {
  readonly lanes: 1 | 2;
  readonly steps: number;
  /** Whether the words of a row's taps overlap. */
  readonly overlap: boolean;
  /** What r11 adds to every word. */
  readonly bias: number;
  readonly requantization: NarrowRequantization;
  readonly tileWidth: number;
  readonly tiles: number;
  readonly stageWidth: number;
  readonly slots: number;
  readonly scratch: {
    readonly sums: number;
    readonly values: number;
    readonly totals: number;
    readonly stage: number;
    readonly bytes: number;
  };
}

/** Two pixels a word where every window's sum fits half of it. */
export function lanesPlan(node: Conv2DNode, context: KernelContext): LanesPlan {
  const { weights, strides, dilations, padding } = node;
  const { output, inputs } = context;
  const [channels, height, width] = weights.shape;
  const { bias, greatest } = fieldBias(node, 2 ** inputs[0].bits - 1);
  const paired =
    greatest <= HALF_LIMIT &&
    narrowRequantization(node, context, { surplus: bias, countingBias: false });
  const lanes = paired && paired.kind !== 'wide' ? 2 : 1;
  const requantization = lanes === 2 && paired ? paired : narrowRequantization(node, context);
  const steps = height * width;
  const tileWidth = 4 * lanes;
  const tiles = Math.ceil(output.shape[1] / tileWidth);
  const reach = (tiles * tileWidth - 1) * strides[1] + (width - 1) * dilations[1] + 1;
  const stageWidth = Math.max(reach, padding.left + inputs[0].shape[1]);
  const slots = (height - 1) * dilations[0] + 1;
  const valueBytes = output.type === 'codes' ? 1 : 4;
  const sums = BATCH * steps * 16;
  const values = sums + BATCH * 16;
  const totals = values + Math.ceil((tileWidth * channels * valueBytes) / 4) * 4;
  const stage = totals + stageWidth * 4;
  return {
    ...{ lanes, steps, requantization, tileWidth, tiles, stageWidth, slots },
    overlap: strides[1] === 1 && dilations[1] === 1,
    bias: lanes === 2 ? bias * 0x0001_0001 : singleBias(requantization),
    scratch: { sums, values, totals, stage, bytes: stage + slots * channels * stageWidth },
  };
}

/** `finish` adds it to sums, in C it multiplies them. */
function singleBias({ kind }: NarrowRequantization): number {
  if (kind === 'wide') return 1;
  return kind === 'counted' ? COUNTING_BIAS : 0;
}
