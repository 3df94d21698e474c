import test from 'ava';
import * as tf from '@tensorflow/tfjs';
import { selectBackend } from '../backend/index.js';
import { quantizeModel } from '../quantize-model/index.js';
import { absorbBiases } from './absorb-biases.js';

test.before(async () => {
  await selectBackend();
});

const random = (seed: number) => tf.initializers.randomNormal({ mean: 0.5, seed });

/** Two biases in front of batch norms; what the second gives is read twice where it is to be shared. */
function network(shares: boolean): tf.LayersModel {
  const input = tf.input({ shape: [6, 6, 2] });
  const conv = (name: string, seed: number): tf.layers.Layer =>
    tf.layers.conv2d({
      name,
      filters: 3,
      kernelSize: 3,
      padding: 'same',
      kernelInitializer: random(seed),
      biasInitializer: random(seed + 10),
    });
  const norm = (seed: number): tf.layers.Layer =>
    tf.layers.batchNormalization({ movingMeanInitializer: random(seed) });
  const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor) =>
    layer.apply(x) as tf.SymbolicTensor;
  const first = apply(tf.layers.reLU(), apply(norm(1), apply(conv('first', 2), input)));
  const second = apply(conv('second', 3), first);
  const normalized = apply(norm(4), second);
  const output = shares ? tf.layers.add().apply([normalized, second]) : normalized;
  return tf.model({ inputs: input, outputs: output as tf.SymbolicTensor });
}

const greatest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

const bits = { weights: { bits: 8 }, activations: { bits: 32 }, shortcutBits: 32 };

const rows = [
  {
    title: 'a float network',
    build: () => network(false),
    absorbed: ['first', 'second'],
    kept: [],
  },
  {
    title: 'a network in which more than a batch norm reads a convolution',
    build: () => network(true),
    absorbed: ['first'],
    kept: ['second'],
  },
  {
    title: 'a quantized twin',
    build: () => quantizeModel(network(false), bits),
    absorbed: ['first', 'second'],
    kept: [],
  },
];

for (const { title, build, absorbed, kept } of rows) {
  test.serial(`${title} computes the same when batch norms have absorbed biases`, (t) => {
    const model = build();
    const biasOf = (name: string): number =>
      greatest(model.getLayer(name).getWeights()[1].dataSync());
    tf.tidy(() => {
      const x = tf.randomNormal([4, 6, 6, 2], 0, 1, 'float32', 7);
      const before = (model.apply(x, { training: false }) as tf.Tensor).dataSync();
      const weights = model.getWeights().length;
      absorbBiases(model);
      const after = (model.apply(x, { training: false }) as tf.Tensor).dataSync();
      t.true(greatest(after.map((value, i) => value - before[i])) < 1e-5 * greatest(before));
      t.is(model.getWeights().length, weights);
      for (const name of absorbed) t.is(biasOf(name), 0);
      for (const name of kept) t.true(biasOf(name) > 0);
    });
    model.dispose();
  });
}
