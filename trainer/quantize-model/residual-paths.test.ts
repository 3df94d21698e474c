import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { QuantizedLayer } from '../layers/index.js';
import { buildNetwork } from '../networks/index.js';
import { quantizeModel, readGraph, type QuantizationSpec } from './index.js';

await tf.setBackend('cpu');

const twoBits: QuantizationSpec = { weights: { bits: 2 }, activations: { bits: 2 } };
const { conv2d, reLU, maxPooling2d, flatten, dense } = tf.layers;

/** Layer, bits and range of everything that quantizes, in order. */
function bitsOf(model: tf.LayersModel): string[] {
  return model.layers
    .filter((layer) => layer instanceof QuantizedLayer)
    .map(({ name, quantizer: { spec } }) => `${name} ${spec.bits} ${spec.range}`);
}

const separated: QuantizationSpec = { ...twoBits, residualBits: 8 };

test('residual sums of 8 bits go to adds, projections and pools, and are 2 bits for other layers', (t) => {
  const twin = quantizeModel(buildNetwork('resnet8'), separated);
  const sources = new Map(readGraph(twin).map(({ name, inputs }) => [name, inputs]));
  const names = bitsOf(twin);
  for (const stage of ['stem_relu', 'stack1_relu2', 'stack2_relu2']) {
    t.true(names.includes(`${stage} 8 unsigned`) && names.includes(`${stage}_quant 2 unsigned`));
  }
  t.true(names.includes('stack3_relu2 8 unsigned') && names.includes('stack2_relu1 2 unsigned'));
  t.deepEqual(sources.get('stack1_conv1'), ['stem_relu_quant']);
  t.deepEqual(sources.get('stack1_add')![0], 'stem_relu');
  t.deepEqual(sources.get('stack2_shortcut'), ['stack1_relu2']);
  t.deepEqual(sources.get('pool'), ['stack3_relu2']);
});

test('residual sums behind a pool or without a ReLU have bits of their own, too', (t) => {
  const input = tf.input({ shape: [8, 8, 2] });
  const chain = (...layers: tf.layers.Layer[]) =>
    layers.reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, input);
  const same = { filters: 2, kernelSize: 3, padding: 'same' } as const;
  const pooled = chain(conv2d(same), reLU({ name: 'relu' }), maxPooling2d({ name: 'max' }));
  const main = conv2d({ ...same, name: 'main' }).apply(pooled) as tf.SymbolicTensor;
  const sum = tf.layers.add({ name: 'sum' }).apply([pooled, main]) as tf.SymbolicTensor;
  const next = conv2d({ ...same, name: 'next' }).apply(sum) as tf.SymbolicTensor;
  const second = tf.layers.add({ name: 'second' }).apply([sum, next]) as tf.SymbolicTensor;
  const flat = flatten().apply(second) as tf.SymbolicTensor;
  const output = dense({ units: 3, name: 'logits' }).apply(flat) as tf.SymbolicTensor;
  const names = bitsOf(quantizeModel(tf.model({ inputs: input, outputs: output }), separated));
  for (const expected of ['relu 8 unsigned', 'max_quant 2 unsigned', 'sum_quant 8 signed']) {
    t.true(names.includes(expected), `${expected} of ${names.join(', ')}`);
  }
  t.true(names.includes('sum_quant_ 2 signed'), names.join(', '));
});

test('a network without residual sums is the same whatever bits they would have', (t) => {
  for (const network of ['lenet5', 'ds-cnn']) {
    const model = buildNetwork(network);
    t.deepEqual(bitsOf(quantizeModel(model, separated)), bitsOf(quantizeModel(model, twoBits)));
  }
});
