import type {
  CodeTensor,
  Conv2DNode,
  DenseNode,
  MultiplierRequantization,
} from '../model/graph.js';
import { integerWeights } from '../ops/multiply-accumulate.js';
import { codeInterval } from '../ops/requantize.js';

/** What a channel's accumulator can be, ends included. */
export interface AccumulatorRange {
  readonly least: number;
  readonly greatest: number;
}

/** The exact range of each output channel's accumulator, from its own weights. */
export function channelRanges(
  { weights }: Conv2DNode | DenseNode,
  input: CodeTensor,
): AccumulatorRange[] {
  const [low, high] = codeInterval(input);
  const values = integerWeights(weights);
  const perChannel = values.length / weights.shape[0];
  return Array.from({ length: weights.shape[0] }, (_, channel) => {
    const own = values.subarray(channel * perChannel, (channel + 1) * perChannel);
    let least = 0;
    let greatest = 0;
    for (const value of own) {
      least += Math.min(value * low, value * high, 0);
      greatest += Math.max(value * low, value * high, 0);
    }
    return { least, greatest };
  });
}

/**
 * Where a channel's output steps up: the least accumulator that gives at least code j + 1, brought
 * into `least … greatest + 1`, for each residual code (one row if there is no residual).
 */
export type ChannelSteps = readonly Int32Array[];

export interface StepsRequest {
  readonly node: Conv2DNode | DenseNode;
  readonly output: CodeTensor;
  readonly residual: CodeTensor | undefined;
  readonly range: AccumulatorRange;
  readonly channel: number;
}

/** `undefined` where the output falls as the accumulator rises: a negative multiplier. */
export function channelSteps(request: StepsRequest): ChannelSteps | undefined {
  const { node, output, residual, range, channel } = request;
  const count = 2 ** output.bits - 1;
  const within = (step: number) => Math.min(Math.max(step, range.least), range.greatest + 1);
  if (node.requantize.kind === 'thresholds') {
    const first = channel * count;
    return [node.requantize.thresholds.slice(first, first + count).map(within)];
  }
  const { multipliers } = node.requantize;
  if (multipliers[channel] < 0) return undefined;
  const side = residual ? 2 ** residual.bits : 1;
  const zeroPoint = residual?.zeroPoint ?? 0;
  return Array.from({ length: side }, (_, code) => {
    const scaled = scaledSteps(
      node.requantize as MultiplierRequantization,
      channel,
      code - zeroPoint,
    );
    return Int32Array.from({ length: count }, (__, index) => within(scaled(index + 1)));
  });
}

/** The least a with (a · m + r · m_r + B) >> shift ≥ code: ceil((code · 2^shift − r · m_r − B) / m). */
function scaledSteps(
  { multipliers, residualMultipliers, biases, shift }: MultiplierRequantization,
  channel: number,
  residual: number,
): (code: number) => number {
  const multiplier = BigInt(multipliers[channel]);
  const offset = BigInt(residual) * BigInt(residualMultipliers?.[channel] ?? 0) + biases[channel];
  return (code) => {
    const needed = (BigInt(code) << BigInt(shift)) - offset;
    if (multiplier === 0n) return needed <= 0n ? -Infinity : Infinity;
    return Number(needed > 0n ? (needed + multiplier - 1n) / multiplier : needed / multiplier);
  };
}
