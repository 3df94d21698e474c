import type {
  AveragePoolNode,
  Conv2DNode,
  DenseNode,
  MaxPoolNode,
  Padding,
  Tensor,
} from '../../model/graph.js';
import { integerWeights } from '../../ops/multiply-accumulate.js';
import { greatestCode, requantize, shiftAndClamp, zeroPointOf } from '../../ops/requantize.js';

/** Least and greatest code that a channel can have; equal for a channel that is constant. */
export type ChannelRange = readonly [least: number, greatest: number];

/** Ranges of a tensor of which nothing is known. */
export function fullRanges(tensor: Tensor): ChannelRange[] {
  return Array.from({ length: tensor.shape[2] }, () => [0, greatestCode(tensor)]);
}

/** What each output channel of a layer can be, by interval arithmetic over its own weights. */
export function weightedRanges(
  node: Conv2DNode | DenseNode,
  input: Tensor,
  inputRanges: readonly ChannelRange[],
  output: Tensor,
): ChannelRange[] {
  const values = integerWeights(node.weights);
  const [outputs, , , inputs] = node.weights.shape;
  const perOutput = values.length / outputs;
  const isDepthwise = node.op === 'conv2d' && node.groups > 1;
  const includesZero = node.op === 'conv2d' && hasPadding(node.padding);
  const ends = inputRanges.map((range) => termEnds(range, zeroPointOf(input), includesZero));
  return Array.from({ length: outputs }, (_, channel) => {
    let [least, greatest] = [0, 0];
    for (let index = 0; index < perOutput; index++) {
      const [low, high] = ends[isDepthwise ? channel : (index % inputs) % ends.length];
      const value = values[channel * perOutput + index];
      least += value * (value < 0 ? high : low);
      greatest += value * (value < 0 ? low : high);
    }
    const codeOf = (sum: number) => requantize(node.requantize, channel, sum, 0, output);
    return inOrder(codeOf(least), codeOf(greatest));
  });
}

/** The same of a pool: each channel by itself. */
export function pooledRanges(
  node: MaxPoolNode | AveragePoolNode,
  input: Tensor,
  inputRanges: readonly ChannelRange[],
  output: Tensor,
): ChannelRange[] {
  if (node.op === 'maxPool') return [...inputRanges];
  const taps = node.kernel[0] * node.kernel[1];
  return inputRanges.map((range) => {
    const [low, high] = termEnds(range, zeroPointOf(input), hasPadding(node.padding));
    const codeOf = (end: number) =>
      shiftAndClamp(BigInt(end * taps) * BigInt(node.multiplier) + node.bias, node.shift, output);
    return inOrder(codeOf(low), codeOf(high));
  });
}

export function hasPadding({ top, bottom, left, right }: Padding): boolean {
  return top + bottom + left + right > 0;
}

/** Ends of `code − zeroPoint`; padding counts as 0. */
function termEnds(
  [least, greatest]: ChannelRange,
  zeroPoint: number,
  withZero: boolean,
): ChannelRange {
  const [low, high] = [least - zeroPoint, greatest - zeroPoint];
  return withZero ? [Math.min(low, 0), Math.max(high, 0)] : [low, high];
}

function inOrder(a: number, b: number): ChannelRange {
  return a <= b ? [a, b] : [b, a];
}
