import type { CodeTensor } from '../model/graph.js';
import type { GraphBuilder } from './graph-builder.js';

export interface ResidualBlockOptions {
  readonly name: string;
  readonly outputs: number;
  readonly stride: number;
  readonly weights: number;
  readonly activations: number;
}

/** Shortcuts that are projections keep 8 bits, as the trainer's default has it. */
const shortcut = { bits: 8, signed: true };

/**
 * Two 3×3 convolutions, the second of which adds the block's input in its requantization, or where
 * the shapes differ, a strided 1×1 convolution of it.
 */
export function residualBlock(
  graph: GraphBuilder,
  input: CodeTensor,
  { name, outputs, stride, weights, activations }: ResidualBlockOptions,
): CodeTensor {
  const common = { outputs, weightBits: weights };
  const codes = { bits: activations, signed: false };
  const projects = stride !== 1 || input.shape[2] !== outputs;
  const residual = projects
    ? graph.convolution(input, {
        ...common,
        name: `${name}_shortcut`,
        output: `${name}_shortcut_quant`,
        kernel: [1, 1],
        stride,
        quantizer: shortcut,
      })
    : input;
  const inner = graph.convolution(input, {
    ...common,
    name: `${name}_conv1`,
    output: `${name}_relu1`,
    kernel: [3, 3],
    stride,
    quantizer: codes,
  });
  return graph.convolution(inner, {
    ...common,
    name: `${name}_conv2`,
    output: `${name}_relu2`,
    kernel: [3, 3],
    quantizer: codes,
    residual,
  });
}
