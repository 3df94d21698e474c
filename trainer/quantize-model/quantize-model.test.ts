import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import {
  isQuantizerVariable,
  QuantActivation,
  QuantConv2D,
  QuantizedLayer,
} from '../layers/index.js';
import { buildNetwork } from '../networks/index.js';
import { methodNames, quantizationMethods } from '../quantizer/index.js';
import {
  alphaPenalty,
  calibrate,
  describeQuantizers,
  quantizeModel,
  type QuantizationSpec,
} from './index.js';

await tf.setBackend('cpu');

const twoBits: QuantizationSpec = { weights: { bits: 2 }, activations: { bits: 2 } };
const { conv2d, depthwiseConv2d, batchNormalization, reLU, maxPooling2d, flatten, dense } =
  tf.layers;

/** Layer, bits and range of everything that quantizes, in order. */
function bitsOf(model: tf.LayersModel): string[] {
  return model.layers
    .filter((layer) => layer instanceof QuantizedLayer)
    .map(({ name, quantizer: { spec } }) => `${name} ${spec.bits} ${spec.range}`);
}

function sequence(layers: readonly tf.layers.Layer[], shape = [8, 8, 2]): tf.LayersModel {
  const input = tf.input({ shape });
  const output = layers.reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs: output });
}

test('LeNet-5 keeps 8 bits at both ends and has the wanted bits between them', (t) => {
  t.deepEqual(bitsOf(quantizeModel(buildNetwork('lenet5'), twoBits)), [
    'conv1 8 symmetric',
    'relu1 2 unsigned',
    'conv2 2 symmetric',
    'relu2 2 unsigned',
    'dense1 2 symmetric',
    'relu3 2 unsigned',
    'dense2 2 symmetric',
    'relu4 8 unsigned',
    'logits 8 symmetric',
  ]);
});

test('ResNet-8’s projections become signed codes and its main branches stay sums', (t) => {
  const names = bitsOf(quantizeModel(buildNetwork('resnet8'), twoBits));
  t.deepEqual(
    names.filter((name) => /^stack2|^pool|^stem|^logits/.test(name)),
    [
      'stem 8 symmetric',
      'stem_relu 2 unsigned',
      'stack2_conv1 2 symmetric',
      'stack2_relu1 2 unsigned',
      'stack2_conv2 2 symmetric',
      'stack2_shortcut 2 symmetric',
      'stack2_shortcut_quant 8 signed',
      'stack2_relu2 2 unsigned',
      'pool_quant 8 unsigned',
      'logits 8 symmetric',
    ].sort((a, b) => names.indexOf(a) - names.indexOf(b)),
  );
});

test('bits of single layers, of the ends and of shortcuts follow the spec', (t) => {
  const names = bitsOf(
    quantizeModel(buildNetwork('resnet8'), {
      weights: { bits: 3, perChannel: false },
      activations: { bits: 5 },
      firstLastBits: 4,
      shortcutBits: 6,
      perLayer: { stack1_conv1: { bits: 1 }, stem_relu: { bits: 7 } },
      exclude: ['stack3_conv2'],
    }),
  );
  for (const expected of [
    'stem 4 symmetric',
    'stem_relu 7 unsigned',
    'stack1_conv1 1 symmetric',
    'stack1_relu1 5 unsigned',
    'stack2_shortcut 3 symmetric',
    'stack2_shortcut_quant 6 signed',
    'stack3_conv2 32 symmetric',
    'pool_quant 4 unsigned',
  ]) {
    t.true(names.includes(expected), expected);
  }
});

for (const network of ['lenet5', 'resnet8']) {
  test(`at 32 bits the twin of ${network} computes what the float model computes`, (t) => {
    const model = buildNetwork(network, { seed: 2 });
    disturbBatchNorm(model);
    const float = { weights: { bits: 32 }, activations: { bits: 32 }, firstLastBits: 32 };
    const twin = quantizeModel(model, { ...float, shortcutBits: 32, residualBits: 32 });
    const images = tf.randomUniform([2, ...shapeOf(model)], 0, 1, 'float32', 1);
    const [expected, found] = [model, twin].map((m) => (m.predict(images) as tf.Tensor).dataSync());
    t.deepEqual(found, expected);
  });

  test(`at 8 bits the calibrated twin of ${network} is close to the float model, at 1 bit it is not`, (t) => {
    const model = buildNetwork(network, { seed: 2 });
    disturbBatchNorm(model);
    const images = tf.randomUniform([8, ...shapeOf(model)], 0, 1, 'float32', 1);
    const error = (bits: number) => {
      const twin = quantizeModel(model, { weights: { bits }, activations: { bits } });
      calibrate(twin, images);
      return relativeError(model.predict(images) as tf.Tensor, twin.predict(images) as tf.Tensor);
    };
    t.true(error(8) < 0.05, `8 bits: ${error(8)}`);
    t.true(error(1) > 0.1, `1 bit: ${error(1)}`);
  });
}

function shapeOf(model: tf.LayersModel): number[] {
  return model.inputs[0].shape.slice(1) as number[];
}

/** Fresh batch norm is nearly the identity; these statistics are not. */
function disturbBatchNorm(model: tf.LayersModel): void {
  model.layers.forEach((layer, seed) => {
    if (layer.getClassName() !== 'BatchNormalization') return;
    layer.setWeights(
      layer
        .getWeights()
        .map(({ shape }, i) => tf.randomUniform(shape, 0.5, 1.5, 'float32', seed * 4 + i)),
    );
  });
}

function relativeError(expected: tf.Tensor, found: tf.Tensor): number {
  const difference = tf.norm(tf.sub(expected, found)).dataSync()[0];
  return difference / tf.norm(expected).dataSync()[0];
}

test('the float model is left as it was and shares no weights with its twin', (t) => {
  const model = buildNetwork('lenet5');
  const before = model.getWeights().map((weight) => [...weight.dataSync()]);
  const twin = quantizeModel(model, twoBits);
  for (const { variable } of weightsOf(twin)) variable.assign(tf.zerosLike(variable));
  t.deepEqual(
    model.getWeights().map((weight) => [...weight.dataSync()]),
    before,
  );
});

function weightsOf(model: tf.LayersModel): { variable: tf.Variable }[] {
  return model.trainableWeights.map((weight) => ({ variable: weight.read() as tf.Variable }));
}

for (const method of methodNames) {
  const { range, learnsAlpha } = quantizationMethods[method];
  test(`${method}: every variable that is to learn gets a finite gradient, and no step leaks`, (t) => {
    const model = sequence([
      conv2d({ filters: 3, kernelSize: 3, padding: 'same', useBias: false }),
      batchNormalization(),
      reLU(),
      depthwiseConv2d({ kernelSize: 3, strides: 2 }),
      reLU(),
      flatten(),
      dense({ units: 3 }),
    ]);
    const twin = quantizeModel(model, { ...twoBits, method });
    const images = tf.randomUniform([4, 8, 8, 2], 0, 1, 'float32', 3);
    calibrate(twin, images);
    const step = () =>
      tf.tidy(() => {
        const loss = () =>
          tf.add<tf.Scalar>(
            tf.mean(tf.square(twin.apply(images, { training: true }) as tf.Tensor)),
            alphaPenalty(twin),
          );
        const { grads } = tf.variableGrads(
          loss,
          weightsOf(twin).map(({ variable }) => variable),
        );
        return Object.fromEntries(
          Object.entries(grads).map(([name, gradient]) => [name, [...gradient.dataSync()]]),
        );
      });
    step();
    const before = tf.memory().numTensors;
    const gradients = step();
    t.is(tf.memory().numTensors, before);
    for (const [name, values] of Object.entries(gradients)) {
      t.true(values.every(Number.isFinite), `${name}: ${values.join()}`);
      const isRange = isQuantizerVariable({ name }) && !name.includes('alpha');
      const moves = values.some((value) => value !== 0);
      if (isRange && range === 'clipped') continue; // Some of these ranges clip nothing.
      t.is(moves, !isRange || range === 'whole', name);
    }
    t.is(
      Object.keys(gradients).some((name) => name.includes('alpha')),
      learnsAlpha,
    );
  });
}

test('binary DSQ has weights of −1 and 1 that stay so, and piecewise DSQ has levels that learn', (t) => {
  const oneBit = { weights: { bits: 1 }, activations: { bits: 1 } };
  for (const [method, learns] of [
    ['dsq-binary', false],
    ['dsq', true],
  ] as const) {
    const twin = quantizeModel(buildNetwork('lenet5', { seed: 4 }), { ...oneBit, method });
    const inner = twin.getLayer('conv2') as QuantConv2D;
    const levels = [...new Set(inner.quantizedKernel().abs().dataSync())];
    t.is(
      levels.every((level) => Math.abs(level - 1) < 1e-6),
      !learns,
      levels.join(),
    );
    const variable = inner.quantizer.range!.read() as tf.Variable;
    const loss = () => tf.sum<tf.Scalar>(tf.abs(inner.quantizedKernel()));
    const { grads } = tf.variableGrads(loss, [variable]);
    t.is(
      grads[variable.name].dataSync().some((slope) => slope !== 0),
      learns,
    );
  }
});

test('calibration sets every activation range, leaves no tensor and no layer calibrating', (t) => {
  const twin = quantizeModel(buildNetwork('lenet5', { seed: 4 }), twoBits);
  const images = tf.randomUniform([8, 28, 28, 1], 0, 1, 'float32', 1);
  calibrate(twin, images);
  const before = tf.memory().numTensors;
  const ranges = () => describeQuantizers(twin).map(({ upper }) => upper);
  const first = ranges();
  calibrate(twin, images);
  t.is(tf.memory().numTensors, before);
  t.deepEqual(ranges(), first, 'the same batch gives the same ranges');
  t.false(twin.layers.some((layer) => layer instanceof QuantActivation && layer.calibrating));
  const activations = describeQuantizers(twin).filter(({ name }) => name.startsWith('relu'));
  t.true(activations.every(({ upper }) => upper[0] > 0 && upper[0] !== 1));
});

test('the penalty is the sum of the squared alphas, and 0 where there are none', (t) => {
  const penalty = (method: 'dsq' | 'lsq') =>
    alphaPenalty(quantizeModel(buildNetwork('lenet5'), { ...twoBits, method })).dataSync()[0];
  t.true(Math.abs(penalty('dsq') - 9 * 0.04) < 1e-6);
  t.is(penalty('lsq'), 0);
});

test('quantizers are described with bits, α and both ends of every range', (t) => {
  const [first, second] = describeQuantizers(quantizeModel(buildNetwork('lenet5'), twoBits));
  t.is(first.name, 'conv1');
  t.is(first.upper.length, 6);
  t.deepEqual(
    first.lower,
    first.upper.map((upper) => -upper),
  );
  t.deepEqual(
    { ...second, alpha: Math.round(second.alpha! * 1e6) / 1e6 },
    {
      name: 'relu1',
      bits: 2,
      alpha: 0.2,
      lower: [0],
      upper: [1],
    },
  );
});

test('activations inside of layers, a ReLU behind its pool and a sequential model are understood', (t) => {
  const model = tf.sequential({
    layers: [
      conv2d({ inputShape: [8, 8, 2], filters: 3, kernelSize: 3, activation: 'relu', name: 'c1' }),
      conv2d({ filters: 3, kernelSize: 3, name: 'c2' }),
      maxPooling2d({ poolSize: 2, name: 'p' }),
      reLU({ name: 'r' }),
      flatten({ name: 'f' }),
      dense({ units: 3, activation: 'softmax', name: 'd' }),
    ],
  });
  const twin = quantizeModel(model, twoBits);
  t.deepEqual(bitsOf(twin), [
    'c1 8 symmetric',
    'c1_relu 2 unsigned',
    'c2 2 symmetric',
    'r 8 unsigned',
    'd 8 symmetric',
  ]);
  const order = twin.layers.map(({ name }) => name);
  t.true(order.indexOf('r') < order.indexOf('p'));
  t.is(twin.layers.at(-1)!.getClassName(), 'Activation');
});

test('a linear bottleneck between two convolutions gets a signed quantizer of at least 2 bits', (t) => {
  const model = sequence([
    conv2d({ filters: 4, kernelSize: 1, name: 'a' }),
    conv2d({ filters: 4, kernelSize: 1, name: 'b' }),
    flatten({ name: 'f' }),
    dense({ units: 2, name: 'd' }),
  ]);
  const names = bitsOf(
    quantizeModel(model, { weights: { bits: 1 }, activations: { bits: 1 }, firstLastBits: 1 }),
  );
  t.deepEqual(names, [
    'a 1 symmetric',
    'a_quant 2 signed',
    'b 1 symmetric',
    'f_quant 2 signed',
    'd 1 symmetric',
  ]);
});
