import {
  elementCount,
  type AveragePoolNode,
  type CodeTensor,
  type Conv2DNode,
  type DenseNode,
  type MaxPoolNode,
} from '../model/graph.js';
import { weightedSumBounds } from '../ops/multiply-accumulate.js';
import type { Random } from '../testing/random.js';
import { bellWeights } from './bell.js';
import { samePadding } from './same-padding.js';

/** Names and widths that every layer with weights has. */
export interface WeightedDraft {
  readonly name: string;
  /** Name of the output tensor: of the activation behind the layer. */
  readonly output: string;
  readonly weightBits: number;
  readonly outputs: number;
}

export interface ConvolutionDraft extends WeightedDraft {
  readonly kernel: readonly [height: number, width: number];
  readonly stride?: number;
  readonly dilation?: number;
  readonly groups?: number;
}

/** A convolution whose output is its sums, with random weights. */
export function draftConvolution(
  random: Random,
  input: CodeTensor,
  options: ConvolutionDraft,
): Conv2DNode {
  const { outputs, kernel, stride = 1, dilation = 1, groups = 1 } = options;
  const shape = [outputs, ...kernel, input.shape[2] / groups] as const;
  const weights = bellWeights(random, options.weightBits, shape);
  return {
    op: 'conv2d',
    name: options.name,
    inputs: [input.name],
    output: options.output,
    strides: [stride, stride],
    dilations: [dilation, dilation],
    padding: samePadding(input.shape, { kernel, stride, dilation }),
    groups,
    weights,
    accumulator: weightedSumBounds(weights, input),
    requantize: unscaled(outputs),
  };
}

/** A dense layer whose output is its sums, with random weights. */
export function draftDense(random: Random, input: CodeTensor, options: WeightedDraft): DenseNode {
  const shape = [options.outputs, 1, 1, elementCount(input.shape)] as const;
  const weights = bellWeights(random, options.weightBits, shape);
  return {
    op: 'dense',
    name: options.name,
    inputs: [input.name],
    output: options.output,
    weights,
    accumulator: weightedSumBounds(weights, input),
    requantize: unscaled(options.outputs),
  };
}

export interface PoolDraft {
  readonly name: string;
  readonly size: number;
  readonly stride: number;
}

export function draftMaxPool(input: CodeTensor, { name, size, stride }: PoolDraft): MaxPoolNode {
  const kernel = [size, size] as const;
  return {
    op: 'maxPool',
    name,
    inputs: [input.name],
    output: name,
    kernel,
    strides: [stride, stride],
    padding: samePadding(input.shape, { kernel, stride, dilation: 1 }),
  };
}

/** An average pool over all positions whose output is its sums. */
export function draftGlobalPool(
  input: CodeTensor,
  { name, output }: { readonly name: string; readonly output: string },
): AveragePoolNode {
  const [height, width] = input.shape;
  const taps = height * width;
  return {
    op: 'averagePool',
    name,
    inputs: [input.name],
    output,
    kernel: [height, width],
    strides: [1, 1],
    padding: { top: 0, bottom: 0, left: 0, right: 0 },
    accumulator: {
      // Adding 0 turns −0 into 0, which JSON and comparisons know.
      min: -input.zeroPoint * taps + 0,
      max: (2 ** input.bits - 1 - input.zeroPoint) * taps,
    },
    shift: 0,
    multiplier: 1,
    bias: 0n,
  };
}

/** Accumulators as they are: multiplied by one. */
function unscaled(channels: number) {
  return {
    kind: 'multiplier',
    shift: 0,
    multipliers: new Int32Array(channels).fill(1),
    biases: new BigInt64Array(channels),
  } as const;
}
