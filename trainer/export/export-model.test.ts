import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import {
  decodeModel,
  encodeModel,
  findTensor,
  runModel,
  SoftbitError,
  type Model,
} from '../../codegen/index.js';
import { QuantActivation } from '../layers/index.js';
import { buildNetwork } from '../networks/index.js';
import { calibrate, quantizeModel, type QuantizationSpec } from '../quantize-model/index.js';
import { methodNames } from '../quantizer/index.js';
import { exportModel, formatAgreement, measureAgreement } from './index.js';
import { randomNetwork, seededDice, type Dice } from './random-network.js';

await tf.setBackend('cpu');

const provenance = { tool: 'softbit', version: '0' };
const plain = { name: 'model', classes: [], provenance };
const twoBits: QuantizationSpec = { weights: { bits: 2 }, activations: { bits: 2 } };

function randomSpec(dice: Dice): QuantizationSpec {
  const bits = () => 1 + dice.roll(8);
  return {
    weights: { bits: bits(), perChannel: dice.chance(0.5) },
    activations: { bits: bits() },
    method: dice.pick(methodNames),
    firstLastBits: bits(),
    shortcutBits: 2 + dice.roll(7),
  };
}

function randomImages(model: tf.LayersModel, count: number, dice: Dice) {
  const shape = model.inputs[0].shape.slice(1) as number[];
  const size = count * shape.reduce((product, length) => product * length, 1);
  const images = Uint8Array.from({ length: size }, () => dice.roll(256));
  const labels = new Uint8Array(count);
  return { images, labels, count, tensor: tf.tensor(images, [count, ...shape]).div(255) };
}

const groups = 12;
const networksPerGroup = 10;

for (let group = 0; group < groups; group++) {
  const first = group * networksPerGroup;
  test.serial(
    `random networks ${first} to ${first + networksPerGroup - 1}, quantized at random, agree with their integer form at every value`,
    async (t) => {
      for (let seed = first; seed < first + networksPerGroup; seed++) {
        const dice = seededDice(seed);
        const model = randomNetwork(dice);
        const spec = randomSpec(dice);
        const images = randomImages(model, 4, dice);
        const twin = quantizeModel(model, spec);
        calibrate(twin, images.tensor);
        const exported = exportModel(twin, plain);
        const agreement = await measureAgreement({ model: twin, exported, images });
        t.is(
          agreement.mismatches,
          0,
          `seed ${seed} ${JSON.stringify(spec)}\n${formatAgreement(agreement)}`,
        );
        t.true(agreement.values > 0 && agreement.ties < agreement.values / 4);
        tf.disposeVariables();
      }
    },
  );
}

test.serial('the random networks of these tests hold every op and form of requantization', (t) => {
  const forms = new Set<string>();
  for (let seed = 0; seed < groups * networksPerGroup; seed++) {
    const dice = seededDice(seed);
    const twin = quantizeModel(randomNetwork(dice), randomSpec(dice));
    for (const node of exportModel(twin, plain).nodes) {
      const residual = node.inputs.length > 1 ? ' residual' : '';
      const depthwise = 'groups' in node && node.groups > 1 ? ' depthwise' : '';
      const kind = 'requantize' in node ? ` ${node.requantize.kind}` : '';
      forms.add(`${node.op}${depthwise}${kind}${residual}`);
    }
    tf.disposeVariables();
  }
  t.deepEqual([...forms].sort(), [
    'add residual',
    'averagePool',
    'conv2d depthwise multiplier',
    'conv2d depthwise thresholds',
    'conv2d multiplier',
    'conv2d multiplier residual',
    'conv2d thresholds',
    'dense multiplier',
    'dense thresholds',
    'maxPool',
  ]);
});

function exportNetwork(network: string, spec: QuantizationSpec): Model {
  return exportModel(quantizeModel(buildNetwork(network, { seed: 1 }), spec), plain);
}

test.serial(
  'ResNet-8 becomes a node for each weighted layer and pool, adds and batch norm inside of them',
  (t) => {
    const { nodes, tensors } = exportNetwork('resnet8', twoBits);
    t.deepEqual(
      nodes.map(
        ({ op, name, inputs, output }) => `${op} ${name}: ${inputs.join(' + ')} → ${output}`,
      ),
      [
        'conv2d stem: input → stem_relu',
        'conv2d stack1_conv1: stem_relu → stack1_relu1',
        'conv2d stack1_conv2: stack1_relu1 + stem_relu → stack1_relu2',
        'conv2d stack2_shortcut: stack1_relu2 → stack2_shortcut_quant',
        'conv2d stack2_conv1: stack1_relu2 → stack2_relu1',
        'conv2d stack2_conv2: stack2_relu1 + stack2_shortcut_quant → stack2_relu2',
        'conv2d stack3_shortcut: stack2_relu2 → stack3_shortcut_quant',
        'conv2d stack3_conv1: stack2_relu2 → stack3_relu1',
        'conv2d stack3_conv2: stack3_relu1 + stack3_shortcut_quant → stack3_relu2',
        'averagePool pool: stack3_relu2 → pool_quant',
        'dense logits: pool_quant → logits',
      ],
    );
    const shortcut = tensors.find(({ name }) => name === 'stack2_shortcut_quant');
    t.like(shortcut, { type: 'codes', bits: 8, zeroPoint: 128, shape: [16, 16, 32] });
    t.like(tensors[0], {
      name: 'input',
      bits: 8,
      zeroPoint: 0,
      scale: 1 / 255,
      shape: [32, 32, 3],
    });
    t.like(tensors.at(-1), { type: 'int32', shape: [1, 1, 10] });
  },
);

test.serial('an exported model survives its file format', (t) => {
  const model = exportNetwork('lenet5', twoBits);
  const encoded = { file: 'model.softbit.json', ...encodeModel(model) };
  const pixels = Uint8Array.from({ length: 784 }, (_, index) => (index * 37) % 256);
  const logits = (of: Model) => runModel(of, pixels).get(of.output);
  t.deepEqual(logits(decodeModel(encoded)), logits(model));
});

test.serial(
  'batch norm channels with negative or zero gain get ascending thresholds that still agree',
  async (t) => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ inputShape: [6, 6, 2], filters: 4, kernelSize: 3, useBias: false }),
        tf.layers.batchNormalization({ name: 'bn' }),
        tf.layers.reLU({ name: 'relu' }),
        tf.layers.conv2d({ filters: 2, kernelSize: 3 }),
        tf.layers.batchNormalization(),
        tf.layers.reLU(),
        tf.layers.flatten(),
        tf.layers.dense({ units: 2 }),
      ],
    });
    const [, beta, mean, variance] = model.getLayer('bn').getWeights();
    const gamma = tf.tensor1d([-1, 0, 2, -0.5]);
    model.getLayer('bn').setWeights([gamma, tf.add(beta, 0.3), mean, variance]);
    const twin = quantizeModel(model, twoBits);
    const images = randomImages(model, 8, seededDice(5));
    calibrate(twin, images.tensor);
    const exported = exportModel(twin, plain);
    const { mismatches } = await measureAgreement({ model: twin, exported, images });
    t.is(mismatches, 0);
    const [first] = exported.nodes;
    if (first.op !== 'conv2d' || first.requantize.kind !== 'thresholds') return t.fail();
    const constant = first.requantize.thresholds.slice(3, 6);
    const { min, max } = first.accumulator;
    t.true(constant.every((threshold) => threshold === min || threshold === max + 1));
  },
);

test.serial(
  'the reference reads the classes that the trainer reads, and the table says so',
  async (t) => {
    const model = buildNetwork('lenet5', { seed: 3 });
    const images = randomImages(model, 20, seededDice(1));
    const twin = quantizeModel(model, twoBits);
    calibrate(twin, images.tensor);
    const exported = exportModel(twin, plain);
    const progress: number[] = [];
    const agreement = await measureAgreement({
      model: twin,
      exported,
      images,
      samples: 18,
      onProgress: (done) => progress.push(done),
    });
    t.like(agreement, { samples: 18, mismatches: 0, sameClass: 18 });
    t.deepEqual(agreement.accuracy.trainer, agreement.accuracy.reference);
    t.deepEqual(progress, [16, 18]);
    t.regex(formatAgreement(agreement), /^layer +values +equal +float ties +mismatches\nconv1 /);
    t.regex(formatAgreement(agreement), /over 18 images.* 0 mismatches\.\nSame class: 18\/18\./);
  },
);

test.serial('a model whose weights differ from the exported ones shows mismatches', async (t) => {
  const model = buildNetwork('lenet5', { seed: 3 });
  const images = randomImages(model, 4, seededDice(1));
  const twin = quantizeModel(model, twoBits);
  calibrate(twin, images.tensor);
  const exported = exportModel(twin, plain);
  const [kernel, ...rest] = twin.getLayer('conv2').getWeights();
  twin.getLayer('conv2').setWeights([tf.neg(kernel), ...rest]);
  const agreement = await measureAgreement({ model: twin, exported, images });
  const wrong = agreement.layers.filter(({ mismatches }) => mismatches > 0);
  t.deepEqual(
    wrong.map(({ node }) => node),
    ['conv2'],
    'layers are compared each on its own',
  );
});

test.serial('measuring the agreement leaves no tensor behind', async (t) => {
  const model = buildNetwork('lenet5', { seed: 3 });
  const twin = quantizeModel(model, twoBits);
  const images = randomImages(model, 2, seededDice(1));
  const measure = () =>
    measureAgreement({ model: twin, exported: exportModel(twin, plain), images });
  await measure();
  const before = tf.memory().numTensors;
  await measure();
  t.is(tf.memory().numTensors, before);
});

test.serial('the scale of the logits gives the trainer’s real logits back', (t) => {
  const model = buildNetwork('lenet5', { seed: 3 });
  const images = randomImages(model, 1, seededDice(2));
  const twin = quantizeModel(model, twoBits);
  calibrate(twin, images.tensor);
  const exported = exportModel(twin, plain);
  const { scale } = findTensor(exported, exported.output);
  const integers = runModel(exported, images.images).get(exported.output)!;
  const floats = (twin.predict(images.tensor) as tf.Tensor).dataSync();
  integers.forEach((integer, index) => {
    t.true(Math.abs(integer * scale - floats[index]) < 1e-5);
  });
});

const refused: readonly (readonly [string, (twin: tf.LayersModel) => unknown, string, RegExp])[] = [
  [
    'weights that are not finite',
    (twin) => {
      const [bias] = twin.getLayer('logits').getWeights().slice(1);
      (bias as tf.Variable).assign(tf.fill(bias.shape, NaN));
    },
    'SB_EXPORT_NOT_FINITE',
    /"logits".*diverged/,
  ],
  [
    'a range that has shrunk to nothing',
    (twin) => {
      const { quantizer } = twin.getLayer('relu4') as QuantActivation;
      quantizer.range!.write(tf.scalar(-80));
    },
    'SB_EXPORT_RANGE',
    /"dense2".*shrunk to nothing/,
  ],
];

for (const [title, spoil, code, message] of refused) {
  test.serial(`${title} cannot be exported, and the error names the layer`, (t) => {
    const twin = quantizeModel(buildNetwork('lenet5'), twoBits);
    spoil(twin);
    const error = t.throws(() => exportModel(twin, plain), { instanceOf: SoftbitError, message });
    t.is(error.code, code);
  });
}

for (const layer of ['conv2', 'relu2']) {
  test.serial(`a model whose layer ${layer} stays float cannot be exported`, (t) => {
    const error = t.throws(() => exportNetwork('lenet5', { ...twoBits, exclude: [layer] }), {
      instanceOf: SoftbitError,
    });
    t.is(error.code, 'SB_EXPORT_FLOAT');
    t.true(error.message.includes(`"${layer}"`));
  });
}

test.serial('a float model and a wrong number of class names are coded errors', (t) => {
  const float = t.throws(() => exportModel(buildNetwork('lenet5'), plain), {
    instanceOf: SoftbitError,
  });
  t.is(float.code, 'SB_EXPORT_LAYER');
  const twin = quantizeModel(buildNetwork('lenet5'), twoBits);
  const classes = t.throws(() => exportModel(twin, { ...plain, classes: ['cat'] }), {
    instanceOf: SoftbitError,
  });
  t.is(classes.code, 'SB_EXPORT_CLASSES');
});
