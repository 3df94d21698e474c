import type { CodeTensor, Conv2DNode, DenseNode } from '../model/graph.js';
import {
  channelRanges,
  channelSteps,
  type AccumulatorRange,
  type ChannelSteps,
} from './channel-steps.js';
import type { KernelContext } from './kernel.js';

/**
 * A requantization in 32 bits, equal to the model's for every accumulator a and residual code r
 * (the raw code, not less its zero point) that can occur:
 *
 *     code = clamp((a · multiplier + r · residualMultiplier + bias) >> shift, 0 … 2^bits − 1)
 *
 * The whole sum fits a signed 32-bit integer for all of them; sums on the way may wrap.
 */
export interface LinearRequantization {
  readonly shift: number;
  /** One for each output channel, as are the others; none is negative. */
  readonly multipliers: Int32Array;
  readonly residualMultipliers?: Int32Array;
  readonly biases: Int32Array;
}

/** How large a multiplier the kernel can take. */
export interface LinearLimits {
  /** Greatest multiplier of the accumulator, for instance 2¹⁵ − 1 for a 16-bit multiplication. */
  readonly greatestMultiplier: number;
  /** How far from zero the sum may lie before the shift; by default what 32 bits hold. */
  readonly greatestSum?: number;
  /** The only shift that will do; by default any. */
  readonly shift?: number;
}

const INT32_MAX = 2 ** 31 - 1;
/** A coarser shift rarely helps where the finest that fits does not. */
const TRIES = 3;

/**
 * Finds the 32-bit form of a node's requantization. The steps of a channel's output are integers, so
 * each says where a · multiplier + bias must have reached a multiple of 2^shift and where not yet;
 * these are linear inequalities, and any multiplier and bias within them are exact.
 *
 * @returns `undefined` where no such form exists or the output is no codes
 * @example
 * const linear = linearRequantization(node, context, { greatestMultiplier: 2 ** 15 - 1 });
 */
export function linearRequantization(
  node: Conv2DNode | DenseNode,
  { inputs, output }: KernelContext,
  limits: LinearLimits,
): LinearRequantization | undefined {
  if (output.type !== 'codes') return undefined;
  const layer = channelsOf(node, inputs, output);
  if (!layer) return undefined;
  let tries = TRIES;
  const { shift: finest = 30, shift: coarsest = 0 } = limits;
  for (let shift = finest; shift >= coarsest && tries > 0; shift--) {
    const scales: Scale[] = layer.map((channel) => channel.scaleAt(shift));
    if (!layer.every((channel, index) => channel.fits(scales[index], shift, limits))) continue;
    const found = solve(layer, scales, shift);
    if (found) return found;
    tries--;
  }
  return undefined;
}

interface Scale {
  readonly multiplier: number;
  readonly residual: number;
}

function channelsOf(
  node: Conv2DNode | DenseNode,
  [input, residual]: readonly CodeTensor[],
  output: CodeTensor,
): Channel[] | undefined {
  const channels: Channel[] = [];
  for (const [channel, range] of channelRanges(node, input).entries()) {
    const steps = channelSteps({ node, output, residual, range, channel });
    if (!steps) return undefined;
    channels.push(new Channel(node, channel, range, steps));
  }
  return channels;
}

function solve(
  layer: readonly Channel[],
  scales: readonly Scale[],
  shift: number,
): LinearRequantization | undefined {
  const biases = new Int32Array(layer.length);
  for (const [index, channel] of layer.entries()) {
    const bias = channel.biasFor(scales[index], shift);
    if (bias === undefined) return undefined;
    biases[index] = bias;
  }
  const multipliers = Int32Array.from(scales, ({ multiplier }) => multiplier);
  if (!layer[0].residual) return { shift, multipliers, biases };
  const residualMultipliers = Int32Array.from(scales, ({ residual }) => residual);
  return { shift, multipliers, residualMultipliers, biases };
}

/** One output channel: the inequalities that a scale and a bias must meet. */
class Channel {
  readonly residual: boolean;
  readonly #slope: number;
  readonly #residualSlope: number;

  constructor(
    node: Conv2DNode | DenseNode,
    channel: number,
    readonly range: AccumulatorRange,
    readonly steps: ChannelSteps,
  ) {
    const { requantize } = node;
    this.residual = node.inputs.length > 1;
    if (requantize.kind === 'thresholds') {
      this.#slope = middleSlope(steps[0], range);
      this.#residualSlope = 0;
    } else {
      this.#slope = requantize.multipliers[channel] / 2 ** requantize.shift;
      this.#residualSlope =
        (requantize.residualMultipliers?.[channel] ?? 0) / 2 ** requantize.shift;
    }
  }

  /** The multipliers nearest to the real slopes; an accumulator that matters has at least one. */
  scaleAt(shift: number): Scale {
    return {
      multiplier: Math.max(Math.round(this.#slope * 2 ** shift), this.#matters() ? 1 : 0),
      residual: Math.round(this.#residualSlope * 2 ** shift),
    };
  }

  #matters(): boolean {
    const { least, greatest } = this.range;
    return this.steps.some((row) => row.some((step) => step > least && step <= greatest));
  }

  /** Whether sums stay within 32 bits, whatever bias within the inequalities is taken. */
  fits(
    { multiplier, residual }: Scale,
    shift: number,
    { greatestMultiplier, greatestSum = INT32_MAX }: LinearLimits,
  ): boolean {
    if (multiplier > greatestMultiplier || Math.abs(residual) > 2 ** 15 - 1) return false;
    const spread =
      multiplier * (this.range.greatest - this.range.least) +
      Math.abs(residual) * (this.steps.length - 1);
    return spread + (this.steps[0].length + 1) * 2 ** shift <= greatestSum;
  }

  /** A bias that puts every step where it belongs. */
  biasFor({ multiplier, residual }: Scale, shift: number): number | undefined {
    const { least, greatest } = this.range;
    let low = -INT32_MAX;
    let high = INT32_MAX;
    for (const [code, row] of this.steps.entries()) {
      for (const [index, step] of row.entries()) {
        const target = (index + 1) * 2 ** shift - code * residual;
        if (step <= greatest) low = Math.max(low, target - step * multiplier);
        if (step > least) high = Math.min(high, target - 1 - (step - 1) * multiplier);
      }
      if (low > high) return undefined;
    }
    const bias = nearest(low, high, this.#plainBias(low, high));
    return this.#sumFits(bias, multiplier, residual) ? bias : undefined;
  }

  #plainBias(low: number, high: number): number {
    if (low === -INT32_MAX) return high;
    return high === INT32_MAX ? low : Math.floor((low + high) / 2);
  }

  #sumFits(bias: number, multiplier: number, residual: number): boolean {
    const side = residual * (this.steps.length - 1);
    const least = this.range.least * multiplier + Math.min(side, 0) + bias;
    const greatest = this.range.greatest * multiplier + Math.max(side, 0) + bias;
    return least >= -INT32_MAX && greatest <= INT32_MAX;
  }
}

function nearest(low: number, high: number, wish: number): number {
  return Math.min(Math.max(wish, low), high);
}

/**
 * A slope, codes per unit of accumulator, that all steps of a channel allow. Step i is the first
 * accumulator at or above code position i, so for i < k
 *
 *     (k - i) / (step k - step i + 1) < slope < (k - i) / (step k - 1 - step i),
 *
 * as far as the steps lie within the range.
 */
export function middleSlope(steps: Int32Array, { least, greatest }: AccumulatorRange): number {
  let low = 0;
  let high = Infinity;
  for (const [i, first] of steps.entries()) {
    for (let k = i + 1; k < steps.length; k++) {
      const distance = steps[k] - first;
      if (first > least && steps[k] <= greatest) low = Math.max(low, (k - i) / (distance + 1));
      const bounded = first <= greatest && steps[k] > least && distance > 1;
      if (bounded) high = Math.min(high, (k - i) / (distance - 1));
    }
  }
  return high === Infinity ? 2 * low : (low + high) / 2;
}
