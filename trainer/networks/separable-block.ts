import * as tf from '@tensorflow/tfjs';
import { normalized, relu } from './layer-groups.js';
import type { SeededLayers } from './seeded-layers.js';

export interface SeparableBlock {
  readonly name: string;
  readonly filters: number;
  readonly stride: number;
}

/** A depthwise 3×3 and a pointwise convolution, each with batch norm and ReLU. */
export function separableBlock(
  layers: SeededLayers,
  { name, filters, stride }: SeparableBlock,
): tf.layers.Layer[] {
  return [
    layers.depthwiseConv2d({
      name: `${name}_depthwise`,
      kernelSize: 3,
      strides: [stride, stride],
      padding: 'same',
      useBias: false,
    }),
    tf.layers.batchNormalization({ name: `${name}_depthwise_bn` }),
    relu(`${name}_relu1`),
    ...normalized(layers, { name: `${name}_pointwise`, filters, kernelSize: 1 }),
    relu(`${name}_relu2`),
  ];
}
