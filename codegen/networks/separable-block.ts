import type { CodeTensor } from '../model/graph.js';
import type { GraphBuilder } from './graph-builder.js';

export interface SeparableBlockOptions {
  readonly name: string;
  readonly outputs: number;
  readonly stride: number;
  readonly weights: number;
  readonly activations: number;
}

/** A depthwise 3×3 and a pointwise convolution, each with batch norm and ReLU. */
export function separableBlock(
  graph: GraphBuilder,
  input: CodeTensor,
  { name, outputs, stride, weights, activations }: SeparableBlockOptions,
): CodeTensor {
  const channels = input.shape[2];
  const common = { weightBits: weights, quantizer: { bits: activations, signed: false } };
  const filtered = graph.convolution(input, {
    ...common,
    name: `${name}_depthwise`,
    output: `${name}_relu1`,
    outputs: channels,
    groups: channels,
    kernel: [3, 3],
    stride,
  });
  return graph.convolution(filtered, {
    ...common,
    name: `${name}_pointwise`,
    output: `${name}_relu2`,
    outputs,
    kernel: [1, 1],
  });
}
