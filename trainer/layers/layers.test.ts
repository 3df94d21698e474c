import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { readUppers } from '../quantizer/index.js';
import {
  isQuantizerVariable,
  QuantActivation,
  QuantConv2D,
  QuantDense,
  QuantDepthwiseConv2D,
  type QuantizedLayer,
} from './index.js';

await tf.setBackend('cpu');

const weights = { useBias: true, weightBits: 2, method: 'dsq', perChannel: true } as const;
const window = { kernelSize: [3, 2], strides: [2, 1], dilationRate: [1, 1] } as const;

interface Row {
  readonly make: (name: string, bits?: number) => QuantizedLayer;
  readonly input: number[];
  readonly output: number[];
  readonly ranges: number;
}

const rows: Readonly<Record<string, Row>> = {
  QuantConv2D: {
    make: (name, weightBits = 2) =>
      new QuantConv2D({ ...weights, ...window, name, weightBits, filters: 5, padding: 'same' }),
    input: [2, 7, 6, 3],
    output: [2, 4, 6, 5],
    ranges: 5,
  },
  QuantDepthwiseConv2D: {
    make: (name, weightBits = 2) =>
      new QuantDepthwiseConv2D({
        ...weights,
        ...window,
        name,
        weightBits,
        depthMultiplier: 2,
        padding: 'valid',
      }),
    input: [2, 7, 6, 3],
    output: [2, 3, 5, 6],
    ranges: 6,
  },
  QuantDense: {
    make: (name, weightBits = 2) => new QuantDense({ ...weights, name, weightBits, units: 4 }),
    input: [2, 9],
    output: [2, 4],
    ranges: 4,
  },
  QuantActivation: {
    make: (name, bits = 2) => new QuantActivation({ name, bits, method: 'dsq', range: 'signed' }),
    input: [2, 3, 3, 2],
    output: [2, 3, 3, 2],
    ranges: 1,
  },
};

for (const [className, { make, input, output, ranges }] of Object.entries(rows)) {
  test(`${className} computes the shape that it announces and leaves only its output behind`, (t) => {
    const layer = make(`shape_${className}`);
    const values = tf.randomNormal(input, 0, 1, 'float32', 1);
    const announced = layer.apply(tf.input({ batchShape: input })) as tf.SymbolicTensor;
    const before = tf.memory().numTensors;
    const result = layer.apply(values) as tf.Tensor;
    t.is(tf.memory().numTensors, before + 1);
    t.deepEqual(result.shape, output);
    t.deepEqual(announced.shape, output);
  });

  test(`${className} has a range for each channel and an α under names of their own`, (t) => {
    const layer = make(`names_${className}`);
    layer.apply(tf.zeros(input));
    const quantizers = layer.trainableWeights.filter((weight) =>
      isQuantizerVariable(weight.read() as tf.Variable),
    );
    t.deepEqual(
      quantizers.map(({ originalName }) => originalName),
      [`names_${className}/range`, `names_${className}/alpha`],
    );
    t.is(readUppers(layer.quantizer).length, ranges);
  });

  test(`${className} is made again from its configuration`, (t) => {
    const config = make(`config_${className}`).getConfig();
    const again = tf.serialization.SerializationMap.getMap().classNameMap[className];
    t.deepEqual(again[1](again[0], config).getConfig(), config);
  });

  test(`${className} at 32 bits has no quantizer variables`, (t) => {
    const layer = make(`float_${className}`, 32);
    layer.apply(tf.zeros(input));
    t.false(
      layer.trainableWeights.some((weight) => isQuantizerVariable(weight.read() as tf.Variable)),
    );
  });
}

test('a weighted layer computes what tfjs computes with the quantized kernel', (t) => {
  const layer = rows['QuantConv2D'].make('reference') as QuantConv2D;
  const values = tf.randomNormal([1, 7, 6, 3], 0, 1, 'float32', 2);
  const result = layer.apply(values) as tf.Tensor;
  const kernel = layer.quantizedKernel() as tf.Tensor4D;
  const expected = tf.conv2d(values as tf.Tensor4D, kernel, [2, 1], 'same');
  t.deepEqual(result.arraySync(), expected.arraySync());
  for (let channel = 0; channel < 5; channel++) {
    const levels = new Set(tf.slice(kernel, [0, 0, 0, channel], [-1, -1, -1, 1]).dataSync());
    t.true(levels.size <= 4, '2 bits give at most 4 levels');
  }
});

test('an unsigned activation is a ReLU, whatever the method, and at 32 bits nothing else', (t) => {
  const input = tf.tensor2d([[-1, 0.3, 0.7, 5]]);
  const run = (bits: number) =>
    new QuantActivation({ bits, method: 'lsq', range: 'unsigned' }).apply(input) as tf.Tensor;
  t.deepEqual([...run(32).dataSync()], [0, 0.3, 0.7, 5].map(Math.fround));
  t.deepEqual([...run(1).dataSync()], [0, 0, 1, 1]);
});

const names = [
  ['conv1/range', true],
  ['conv1/alpha_3', true],
  ['conv1/kernel', false],
  ['range/kernel', false],
  ['alpha_1/bias', false],
] as const;

for (const [name, expected] of names) {
  test(`the variable ${name} is ${expected ? 'a' : 'no'} quantizer variable`, (t) => {
    t.is(isQuantizerVariable({ name }), expected);
  });
}
