import type {
  Conv2DNode,
  DenseNode,
  MultiplierRequantization,
  Requantization,
  Tensor,
  ThresholdRequantization,
} from '../../model/graph.js';
import { channelRanges } from '../channel-steps.js';
import type { KernelContext } from '../kernel.js';
import { linearRequantization, type LinearRequantization } from '../linear-requantization.js';

/**
 * A layer's requantization of sums that lack a constant of their channel: the constant is in the
 * biases or thresholds. Channels are filled up to whole vectors.
 */
export type DotRequantization =
  | { readonly kind: 'linear'; readonly shift: number; readonly linear: LinearRequantization }
  | {
      readonly kind: 'multiplier';
      readonly shift: number;
      readonly requantize: MultiplierRequantization;
    }
  | {
      readonly kind: 'thresholds';
      readonly shift: 0;
      readonly requantize: ThresholdRequantization;
    };

const LANES = 4;
const INT32_MAX = 2 ** 31 - 1;

/** `undefined` where a sum without its constant could leave 32 bits. */
export function dotRequantization(
  node: Conv2DNode | DenseNode,
  context: KernelContext,
  middleInput: number,
): DotRequantization | undefined {
  const constants = channelConstants(node, context, middleInput);
  if (!sumsFit(node, context, constants)) return undefined;
  const linear = linearRequantization(node, context, { greatestMultiplier: 2 ** 15 - 1 });
  if (linear) return { kind: 'linear', shift: linear.shift, linear: foldLinear(linear, constants) };
  if (node.requantize.kind === 'thresholds') {
    const requantize = foldThresholds(node.requantize, constants);
    return requantize && { kind: 'thresholds', shift: 0, requantize };
  }
  const { inputs } = context;
  const residualZero = inputs.at(1)?.zeroPoint ?? 0;
  const requantize = foldMultiplier(node.requantize, constants, residualZero);
  return { kind: 'multiplier', shift: requantize.shift, requantize };
}

/** The constants of a layer for `packedLayer`. */
export function constantsOf(
  node: Conv2DNode | DenseNode,
  requantization: DotRequantization,
): { linear: LinearRequantization | undefined; requantize: Requantization } {
  return requantization.kind === 'linear'
    ? { linear: requantization.linear, requantize: node.requantize }
    : { linear: undefined, requantize: requantization.requantize };
}

/** Part of the kernel's symbol. */
export function requantizationSymbol({ kind, shift }: DotRequantization, output: Tensor): string {
  const bits = output.type === 'codes' ? output.bits : 32;
  return {
    linear: `linear${bits}s${shift}`,
    multiplier: `multiplier${shift < 32 ? '' : 'high'}${bits}`,
    thresholds: `thresholds${bits}`,
  }[kind];
}

/** (middle input − zero point) · Σ weight, which sums of (input code − middle) · weight lack. */
function channelConstants(
  { weights }: Conv2DNode | DenseNode,
  { inputs: [input] }: KernelContext,
  middleInput: number,
): Float64Array {
  const taps = weights.codes.length / weights.shape[0];
  return Float64Array.from({ length: weights.shape[0] }, (_, channel) => {
    const own = weights.codes.subarray(channel * taps, (channel + 1) * taps);
    const codes = own.reduce((total, code) => total + code, 0);
    return (middleInput - input.zeroPoint) * (weights.lowest * taps + weights.step * codes);
  });
}

function sumsFit(
  node: Conv2DNode | DenseNode,
  { inputs: [input] }: KernelContext,
  constants: Float64Array,
): boolean {
  return channelRanges(node, input).every(({ least, greatest }, channel) => {
    const constant = constants[channel];
    const ends = [constant, least - constant, greatest - constant];
    return ends.every((end) => Math.abs(end) <= INT32_MAX);
  });
}

function foldLinear(linear: LinearRequantization, constants: Float64Array): LinearRequantization {
  const { multipliers, residualMultipliers, biases, shift } = linear;
  const folded = biases.map(
    (bias, channel) => bias + Math.imul(constants[channel], multipliers[channel]),
  );
  return {
    shift,
    multipliers: filled(multipliers),
    biases: filled(folded),
    ...(residualMultipliers ? { residualMultipliers: filled(residualMultipliers) } : {}),
  };
}

function foldMultiplier(
  requantize: MultiplierRequantization,
  constants: Float64Array,
  residualZero: number,
): MultiplierRequantization {
  const { multipliers, residualMultipliers, biases } = requantize;
  const folded = biases.map((bias, channel) => {
    const own = BigInt(constants[channel]) * BigInt(multipliers[channel]);
    const side = BigInt(residualZero) * BigInt(residualMultipliers?.[channel] ?? 0);
    return BigInt.asIntN(64, bias + own - side);
  });
  const count = Math.ceil(biases.length / LANES) * LANES;
  const wide = new BigInt64Array(count);
  wide.set(folded);
  return {
    ...requantize,
    multipliers: filled(multipliers),
    biases: wide,
    ...(residualMultipliers ? { residualMultipliers: filled(residualMultipliers) } : {}),
  };
}

/** Fours of channels, thresholds, channels; `undefined` where a threshold would leave 32 bits. */
function foldThresholds(
  requantize: ThresholdRequantization,
  constants: Float64Array,
): ThresholdRequantization | undefined {
  const { thresholds } = requantize;
  const count = thresholds.length / constants.length;
  const folded = new Int32Array(Math.ceil(constants.length / LANES) * LANES * count);
  for (const [channel, constant] of constants.entries()) {
    for (let index = 0; index < count; index++) {
      const threshold = thresholds[channel * count + index] - constant;
      if (Math.abs(threshold) > INT32_MAX) return undefined;
      const four = Math.floor(channel / LANES);
      folded[(four * count + index) * LANES + (channel % LANES)] = threshold;
    }
  }
  return { ...requantize, thresholds: folded };
}

function filled(numbers: Int32Array): Int32Array {
  const vectors = new Int32Array(Math.ceil(numbers.length / LANES) * LANES);
  vectors.set(numbers);
  return vectors;
}
