import * as tf from '@tensorflow/tfjs';
import { normalized, relu } from './layer-groups.js';
import { chain, type SeededLayers } from './seeded-layers.js';

export interface ResidualBlock {
  readonly name: string;
  readonly filters: number;
  readonly stride: number;
}

/**
 * Two 3×3 convolutions with batch norm around a shortcut. Where the block changes its input's shape
 * the shortcut is a strided 1×1 convolution with batch norm, "option B" of the paper: its codes come
 * out of one node, while the parameter-free option would need a strided copy padded with channels.
 */
export function residualBlock(
  layers: SeededLayers,
  input: tf.SymbolicTensor,
  { name, filters, stride }: ResidualBlock,
): tf.SymbolicTensor {
  const main = chain(
    input,
    ...normalized(layers, { name: `${name}_conv1`, filters, kernelSize: 3, strides: stride }),
    relu(`${name}_relu1`),
    ...normalized(layers, { name: `${name}_conv2`, filters, kernelSize: 3 }),
  );
  const projects = stride !== 1 || input.shape[3] !== filters;
  const projection = { name: `${name}_shortcut`, filters, kernelSize: 1, strides: stride };
  const side = projects ? chain(input, ...normalized(layers, projection)) : input;
  const sum = tf.layers.add({ name: `${name}_add` }).apply([side, main]) as tf.SymbolicTensor;
  return chain(sum, relu(`${name}_relu2`));
}
