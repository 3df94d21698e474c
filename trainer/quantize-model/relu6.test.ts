import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { calibrate, describeQuantizers, quantizeModel } from './index.js';

await tf.setBackend('cpu');

const { conv2d, dense, flatten, maxPooling2d, reLU } = tf.layers;

const ceilings: readonly (readonly [string, () => tf.layers.Layer[]])[] = [
  ['ReLU layer', () => [conv2d({ filters: 3, kernelSize: 1 }), reLU({ maxValue: 6 })]],
  [
    'activation inside of a layer',
    () => [conv2d({ filters: 3, kernelSize: 1, activation: 'relu6' })],
  ],
  [
    'ReLU layer behind a pool',
    () => [conv2d({ filters: 3, kernelSize: 1 }), maxPooling2d({}), reLU({ maxValue: 6 })],
  ],
];

for (const [title, layers] of ceilings) {
  test(`a ReLU6 as ${title} is exact in float and gives ranges of at most 6`, (t) => {
    const model = sequence([...layers(), flatten(), dense({ units: 2 })]);
    const [kernel, ...others] = model.layers[1].getWeights();
    model.layers[1].setWeights([tf.randomUniform(kernel.shape, -1, 20, 'float32', 2), ...others]);
    const images = tf.randomUniform([4, 8, 8, 2], 0, 1, 'float32', 1);
    const float = { weights: { bits: 32 }, activations: { bits: 32 }, firstLastBits: 32 };
    const twin = quantizeModel(model, float);
    const [expected, found] = [model, twin].map((m) => (m.predict(images) as tf.Tensor).dataSync());
    t.deepEqual(found, expected);
    const quantized = quantizeModel(model, { weights: { bits: 2 }, activations: { bits: 2 } });
    calibrate(quantized, images);
    const [range] = describeQuantizers(quantized).filter(({ lower }) => lower[0] === 0);
    t.true(range.upper[0] > 4 && range.upper[0] <= 6, `${range.upper[0]}`);
  });
}

function sequence(layers: readonly tf.layers.Layer[]): tf.LayersModel {
  const input = tf.input({ shape: [8, 8, 2] });
  const output = layers.reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs: output });
}
