import fs from 'node:fs';
import path from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import test, { type ExecutionContext } from 'ava';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { selectBackend } from '../backend/index.js';
import { buildNetwork } from '../networks/index.js';
import { quantizeModel } from '../quantize-model/index.js';
import { readWeights } from './model-weights.js';
import { tinyNetwork, tinyRecipe } from './tiny-task.js';
import { trainTiny } from './tiny-training.js';
import type { TrainingResult } from './train.js';
import {
  applyTrainedWeights,
  readTrainedWeights,
  trainedWeightsFile,
  writeTrainedWeights,
} from './trained-weights.js';

test.before(async () => {
  await selectBackend();
});

const bytesOf = ({ model }: Pick<TrainingResult, 'model'>): string =>
  readWeights(model)
    .map((array) => Buffer.from(array.buffer).toString('hex'))
    .join();

const accuracies = { validation: 0.5, test: 0.25, testClassMean: 0.125 };

const written = (t: ExecutionContext): string => {
  const out = temporaryFolder(t);
  const about = { network: 'tiny', phase: 'float', accuracies, float: accuracies } as const;
  writeTrainedWeights(out, tinyNetwork(1), about);
  return out;
};

test.serial('trained weights come back to the bit, by their folder and by their file', (t) => {
  const out = written(t);
  for (const place of [out, trainedWeightsFile(out, 'float')]) {
    const trained = readTrainedWeights(place, 'quantized');
    const { network, inputShape, classes, phase } = trained;
    t.deepEqual(
      { network, inputShape, classes, phase },
      { network: 'tiny', inputShape: [8, 8, 1], classes: 4, phase: 'float' },
    );
    const model = tinyNetwork(2);
    applyTrainedWeights(model, trained);
    t.is(bytesOf({ model }), bytesOf({ model: tinyNetwork(1) }));
  }
});

const networks: { title: string; build: (seed: number) => tf.LayersModel }[] = [
  { title: 'a chain of layers', build: tinyNetwork },
  {
    title: 'branches, where the twin orders its layers otherwise',
    build: (seed) => buildNetwork('resnet8', { inputShape: [16, 16, 3], classes: 4, seed }),
  },
];
for (const { title, build } of networks) {
  test.serial(`a quantized network leaves the weights of its float form: ${title}`, (t) => {
    const out = temporaryFolder(t);
    const twin = quantizeModel(build(1), { weights: { bits: 2 }, activations: { bits: 2 } });
    writeTrainedWeights(out, twin, {
      network: 'tiny',
      phase: 'quantized',
      accuracies,
      float: accuracies,
    });
    const model = build(2);
    applyTrainedWeights(model, readTrainedWeights(out, 'quantized'));
    t.is(bytesOf({ model }), bytesOf({ model: build(1) }));
  });
}

test.serial(
  'a training that begins where another’s float phase ended ends in the same bytes',
  async (t) => {
    const whole = temporaryFolder(t);
    const unbroken = await trainTiny(whole);
    const start = readTrainedWeights(whole, 'float');
    const continued = await trainTiny(temporaryFolder(t), { start });
    t.is(bytesOf(continued), bytesOf(unbroken));
    t.deepEqual(continued.float, unbroken.float);
    t.is(continued.history.length, tinyRecipe.quantized.epochs);
  },
);

test.serial('a float training can go on from where another ended', async (t) => {
  const whole = temporaryFolder(t);
  await trainTiny(whole, { quantization: undefined });
  const start = readTrainedWeights(whole, 'float');
  const { model, history, quantized } = await trainTiny(temporaryFolder(t), {
    start,
    quantization: undefined,
  });
  t.is(quantized, null);
  t.deepEqual(
    history.map(({ phase }) => phase),
    Array<string>(tinyRecipe.float.epochs).fill('float'),
  );
  t.true(history[0].trainAccuracy > 0.9, `${history[0].trainAccuracy} in the first epoch`);
  const before = tinyNetwork(1);
  applyTrainedWeights(before, start);
  t.not(bytesOf({ model }), bytesOf({ model: before }));
});

test.serial(
  'a teacher changes what is learnt, and is part of what a training resumes with',
  async (t) => {
    const whole = temporaryFolder(t);
    const untaught = await trainTiny(whole);
    const weights = readTrainedWeights(whole, 'float');
    const model = tinyNetwork(1);
    applyTrainedWeights(model, weights);
    const out = temporaryFolder(t);
    const taught = await trainTiny(out, { start: weights, teacher: { model, weights } });
    t.not(bytesOf(taught), bytesOf(untaught));
    t.true(taught.quantized!.test > 0.9);
    await t.throwsAsync(trainTiny(out, { start: weights, resume: true }), {
      code: 'SB_CHECKPOINT_OPTIONS',
      message: /teacher was "[0-9a-f]{64}" and is absent/,
    });
  },
);

test.serial('a new training does not overwrite an earlier one unless it is told to', async (t) => {
  const out = temporaryFolder(t);
  await trainTiny(out);
  await t.throwsAsync(trainTiny(out), { code: 'SB_CHECKPOINT_EXISTS' });
  await t.notThrowsAsync(trainTiny(out, { restart: true }));
});

test.serial('what cannot be begun with is refused', (t) => {
  const out = written(t);
  t.throws(() => readTrainedWeights(path.join(out, 'nowhere'), 'float'), {
    code: 'SB_TRAINED_MISSING',
  });
  const trained = readTrainedWeights(out, 'float');
  const other = { ...trained, weights: trained.weights.slice(1) };
  t.throws(
    () => {
      applyTrainedWeights(tinyNetwork(1), other);
    },
    { code: 'SB_TRAINED_NETWORK' },
  );
  fs.truncateSync(trainedWeightsFile(out, 'float'), 100);
  t.throws(() => readTrainedWeights(out, 'float'), { code: 'SB_TRAINED_DAMAGED' });
});
