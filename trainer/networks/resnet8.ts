import * as tf from '@tensorflow/tfjs';
import { pooledLogits, relu } from './layer-groups.js';
import type { Network } from './network.js';
import { chain, seededLayers, type SeededLayers } from './seeded-layers.js';

/**
 * MLPerf Tiny's image classification network: three residual stacks of 16, 32 and 64 filters,
 * shortcuts by strided 1×1 convolution, 12,501,632 multiply–accumulates.
 *
 * @see https://github.com/mlcommons/tiny, benchmark/training/image_classification/keras_model.py
 */
export const resnet8: Network = {
  name: 'resnet8',
  inputShape: [32, 32, 3],
  classes: 10,
  leastSize: 1,

  build({ inputShape, classes, seed }) {
    const layers = seededLayers(seed);
    const input = tf.input({ shape: [...inputShape], name: 'input' });
    const stem = chain(input, ...convolution(layers, 'stem', 16, 1), relu('stem_relu'));
    const stack1 = residual(layers, stem, { name: 'stack1', filters: 16, stride: 1 });
    const stack2 = residual(layers, stack1, { name: 'stack2', filters: 32, stride: 2 });
    const stack3 = residual(layers, stack2, { name: 'stack3', filters: 64, stride: 2 });
    const output = chain(stack3, ...pooledLogits(layers, classes));
    return tf.model({ inputs: input, outputs: output, name: 'resnet8' });
  },
};

interface Stack {
  readonly name: string;
  readonly filters: number;
  readonly stride: number;
}

function residual(
  layers: SeededLayers,
  input: tf.SymbolicTensor,
  { name, filters, stride }: Stack,
): tf.SymbolicTensor {
  const main = chain(
    input,
    ...convolution(layers, `${name}_conv1`, filters, stride),
    relu(`${name}_relu1`),
    ...convolution(layers, `${name}_conv2`, filters, 1),
  );
  const side = stride === 1 ? input : chain(input, projection(layers, { name, filters, stride }));
  const sum = tf.layers.add({ name: `${name}_add` }).apply([side, main]) as tf.SymbolicTensor;
  return chain(sum, relu(`${name}_relu2`));
}

function projection({ conv2d }: SeededLayers, { name, filters, stride }: Stack): tf.layers.Layer {
  const window = { kernelSize: 1, strides: stride, padding: 'same' } as const;
  return conv2d({ name: `${name}_shortcut`, filters, ...window });
}

function convolution(
  { conv2d }: SeededLayers,
  name: string,
  filters: number,
  strides: number,
): tf.layers.Layer[] {
  return [
    conv2d({ name, filters, kernelSize: 3, strides, padding: 'same' }),
    tf.layers.batchNormalization({ name: `${name}_bn` }),
  ];
}
