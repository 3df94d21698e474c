import type { CodeTensor, Conv2DNode, DenseNode } from '../model/graph.js';
import {
  channelRanges,
  channelSteps,
  type AccumulatorRange,
  type ChannelSteps,
} from './channel-steps.js';
import type { KernelContext } from './kernel.js';
import { middleSlope } from './linear-requantization.js';

/**
 * A requantization by the upper word of a 64-bit product, equal to the model's for every accumulator a
 * that can occur, where a plain 32-bit form would be too coarse:
 *
 *     code = clamp((⌊(sum << preShift) · multiplier / 2³²⌋ + bias) >> shift, 0 … 2^bits − 1),
 *
 * sum being a and the channel's offset. Neither the shifted sum nor the biased word leaves 32 bits.
 */
export interface HighLinearRequantization {
  readonly preShift: number;
  readonly shift: number;
  /** One for each output channel, as are the biases; none is negative. */
  readonly multipliers: Int32Array;
  readonly biases: Int32Array;
}

interface Channel {
  readonly range: AccumulatorRange;
  readonly steps: Int32Array;
  readonly slope: number;
  readonly offset: number;
}

const INT32_LIMIT = 2 ** 31;

/**
 * Finds the form for sums that hold a constant besides the accumulator.
 *
 * @param offsets what each channel's sum holds besides the accumulator
 * @returns `undefined` where there is no such form, the output is no codes or there is a residual
 */
export function highLinearRequantization(
  node: Conv2DNode | DenseNode,
  { inputs, output }: KernelContext,
  offsets: readonly number[],
): HighLinearRequantization | undefined {
  if (output.type !== 'codes' || inputs.length > 1) return undefined;
  const channels = channelsOf(node, inputs[0], output, offsets);
  if (!channels) return undefined;
  const preShift = greatestPreShift(channels);
  if (preShift < 0) return undefined;
  for (let shift = 28; shift >= 8; shift--) {
    const scales = scaleChannels(channels, preShift, shift);
    if (!scales) continue;
    return {
      preShift,
      shift,
      multipliers: Int32Array.from(scales, ({ multiplier }) => multiplier),
      biases: Int32Array.from(scales, ({ bias }) => bias),
    };
  }
  return undefined;
}

function channelsOf(
  node: Conv2DNode | DenseNode,
  input: CodeTensor,
  output: CodeTensor,
  offsets: readonly number[],
): Channel[] | undefined {
  const channels: Channel[] = [];
  for (const [channel, range] of channelRanges(node, input).entries()) {
    const found: ChannelSteps | undefined = channelSteps({
      node,
      output,
      residual: undefined,
      range,
      channel,
    });
    if (!found) return undefined;
    const [steps] = found;
    channels.push({
      range,
      steps,
      slope: slopeOf(node, channel, steps, range),
      offset: offsets[channel],
    });
  }
  return channels;
}

function slopeOf(
  { requantize }: Conv2DNode | DenseNode,
  channel: number,
  steps: Int32Array,
  range: AccumulatorRange,
): number {
  return requantize.kind === 'thresholds'
    ? middleSlope(steps, range)
    : requantize.multipliers[channel] / 2 ** requantize.shift;
}

/** Sums fill 32 bits with a sign, so that the upper word of the product tells neighbours apart. */
function greatestPreShift(channels: readonly Channel[]): number {
  const greatest = Math.max(
    1,
    ...channels.map(({ range, offset }) =>
      Math.max(Math.abs(range.least + offset), Math.abs(range.greatest + offset)),
    ),
  );
  return 30 - Math.floor(Math.log2(greatest));
}

interface Scale {
  readonly multiplier: number;
  readonly bias: number;
}

function scaleChannels(
  channels: readonly Channel[],
  preShift: number,
  shift: number,
): Scale[] | undefined {
  const scales: Scale[] = [];
  for (const channel of channels) {
    const scale = scaleChannel(channel, preShift, shift);
    if (!scale) return undefined;
    scales.push(scale);
  }
  return scales;
}

function scaleChannel(
  { range, steps, slope, offset }: Channel,
  preShift: number,
  shift: number,
): Scale | undefined {
  const multiplier = Math.round(slope * 2 ** (32 - preShift + shift));
  if (multiplier >= INT32_LIMIT) return undefined;
  const high = (accumulator: number): number =>
    upperWord((accumulator + offset) * 2 ** preShift, multiplier);
  let [least, greatest] = [-INT32_LIMIT, INT32_LIMIT - 1];
  for (const [index, step] of steps.entries()) {
    const target = (index + 1) * 2 ** shift;
    if (step <= range.greatest) least = Math.max(least, target - high(step));
    if (step > range.least) greatest = Math.min(greatest, target - 1 - high(step - 1));
  }
  if (least > greatest) return undefined;
  const bias = plainBias(least, greatest);
  const fits =
    high(range.least) + bias >= -INT32_LIMIT && high(range.greatest) + bias < INT32_LIMIT;
  return fits ? { multiplier, bias } : undefined;
}

/** ⌊a · b / 2³²⌋ for b ≥ 0: b in two halves, so that products are exact. */
function upperWord(a: number, b: number): number {
  const upper = Math.floor(b / 2 ** 16);
  const lower = b - upper * 2 ** 16;
  return Math.floor((a * upper + Math.floor((a * lower) / 2 ** 16)) / 2 ** 16);
}

function plainBias(least: number, greatest: number): number {
  if (least === -INT32_LIMIT) return greatest;
  return greatest === INT32_LIMIT - 1 ? least : Math.floor((least + greatest) / 2);
}
