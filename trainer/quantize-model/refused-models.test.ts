import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { SoftbitError } from '../../codegen/index.js';
import { buildNetwork } from '../networks/index.js';
import { quantizeModel, type QuantizationSpec } from './index.js';

await tf.setBackend('cpu');

const twoBits: QuantizationSpec = { weights: { bits: 2 }, activations: { bits: 2 } };
const { conv2d, batchNormalization, reLU, dense } = tf.layers;

interface BadModel {
  readonly title: string;
  readonly layers: () => tf.layers.Layer[];
  readonly message: RegExp;
}

const unsupported: readonly BadModel[] = [
  {
    title: 'a class without integer form',
    layers: () => [tf.layers.upSampling2d({ name: 'bad' })],
    message: /"bad" \(UpSampling2D\).*class is not supported.*Supported layers: InputLayer/,
  },
  {
    title: 'an activation other than ReLU',
    layers: () => [conv2d({ name: 'bad', filters: 1, kernelSize: 1, activation: 'tanh' })],
    message: /"bad" \(Conv2D\).*"tanh"/,
  },
  {
    title: 'batch norm in front of everything',
    layers: () => [batchNormalization({ name: 'bad' })],
    message: /"bad" \(BatchNormalization\).*directly behind/,
  },
  {
    title: 'channels first',
    layers: () => [conv2d({ name: 'bad', filters: 1, kernelSize: 1, dataFormat: 'channelsFirst' })],
    message: /"bad".*channelsLast/,
  },
  {
    title: 'a ReLU with a ceiling behind codes',
    layers: () => [
      conv2d({ filters: 1, kernelSize: 1, activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      conv2d({ filters: 1, kernelSize: 1, activation: 'relu' }),
      reLU({ name: 'bad', maxValue: 6 }),
    ],
    message: /"bad" \(ReLU\).*behind values that are quantized/,
  },
  {
    title: 'an average over padding',
    layers: () => [
      tf.layers.averagePooling2d({ name: 'bad', poolSize: 3, strides: 2, padding: 'same' }),
    ],
    message: /"bad" \(AveragePooling2D\).*padding/,
  },
  {
    title: 'a reshape to more than a vector',
    layers: () => [tf.layers.reshape({ name: 'bad', targetShape: [4, 32] })],
    message: /"bad" \(Reshape\).*vector/,
  },
];

for (const { title, layers, message } of unsupported) {
  test(`${title} is a coded error that names the layer and what is supported`, (t) => {
    const error = t.throws(() => quantizeModel(sequence(layers()), twoBits), {
      instanceOf: SoftbitError,
      message,
    });
    t.is(error.code, 'SB_LAYER_UNSUPPORTED');
    t.is(error.exitCode, 4);
  });
}

const badSpecs: readonly (readonly [string, QuantizationSpec, string, RegExp])[] = [
  ['0 bits', { ...twoBits, weights: { bits: 0 } }, 'SB_BITS', /weights\.bits is 0/],
  ['9 bits', { ...twoBits, activations: { bits: 9 } }, 'SB_BITS', /activations\.bits is 9/],
  ['half bits', { ...twoBits, firstLastBits: 2.5 }, 'SB_BITS', /firstLastBits is 2.5/],
  ['a signed shortcut of 1 bit', { ...twoBits, shortcutBits: 1 }, 'SB_BITS', /from 2 to 8/],
  ['an unknown layer', { ...twoBits, exclude: ['x'] }, 'SB_SPEC_LAYER', /exclude names layer "x"/],
  [
    'bits for a layer that does not quantize',
    { ...twoBits, perLayer: { pool1: { bits: 3 } } },
    'SB_SPEC_LAYER',
    /perLayer names layer "pool1"/,
  ],
  [
    'an unknown method',
    { ...twoBits, method: 'dorefa' as 'dsq' },
    'SB_METHOD_UNKNOWN',
    /"dorefa".*dsq, .*lsq, .*ste/,
  ],
];

for (const [title, spec, code, message] of badSpecs) {
  test(`a spec with ${title} is refused with its field and value`, (t) => {
    const error = t.throws(() => quantizeModel(buildNetwork('lenet5'), spec), {
      instanceOf: SoftbitError,
      message,
    });
    t.is(error.code, code);
  });
}

test('a layer that is called twice and a model with two outputs are coded errors', (t) => {
  const input = tf.input({ shape: [4] });
  const shared = dense({ units: 4, name: 'shared' });
  const twice = shared.apply(shared.apply(input)) as tf.SymbolicTensor;
  const shares = tf.model({ inputs: input, outputs: twice });
  t.is(
    codeOf(() => quantizeModel(shares, twoBits)),
    'SB_MODEL_SHARED_LAYER',
  );
  const other = dense({ units: 2 }).apply(input) as tf.SymbolicTensor;
  const another = dense({ units: 2 }).apply(input) as tf.SymbolicTensor;
  const forked = tf.model({ inputs: input, outputs: [other, another] });
  t.is(
    codeOf(() => quantizeModel(forked, twoBits)),
    'SB_MODEL_ENDS',
  );
});

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as SoftbitError).code;
  }
  return 'nothing thrown';
}

function sequence(layers: readonly tf.layers.Layer[], shape = [8, 8, 2]): tf.LayersModel {
  const input = tf.input({ shape });
  const output = layers.reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs: output });
}
