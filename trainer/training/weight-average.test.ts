import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { selectBackend } from '../backend/index.js';
import { readWeights, restoreWeights } from './model-weights.js';
import type { Progress } from './progress.js';
import { tinyNetwork, tinyRecipe } from './tiny-task.js';
import { trainTiny } from './tiny-training.js';
import { addToAverage, withAverage } from './weight-average.js';

test.before(async () => {
  await selectBackend();
});

const fill = (model: tf.LayersModel, value: number): void => {
  restoreWeights(
    model,
    readWeights(model).map((array) => array.fill(value)),
  );
};

test.serial(
  'the average follows the weights, early steps counting as much as later ones',
  async (t) => {
    const model = tinyNetwork(1);
    const average: Float32Array[] = [];
    fill(model, 1);
    addToAverage(average, model, 0.9, 0);
    fill(model, 2);
    addToAverage(average, model, 0.9, 1);
    t.true(Math.abs(average[0][0] - (1 + 9 / 11)) < 1e-6, `${average[0][0]}`);
    for (let step = 2; step < 300; step++) addToAverage(average, model, 0.9, step);
    t.true(Math.abs(average[0][0] - 2) < 1e-5);
    fill(model, 3);
    addToAverage(average, model, 0.9, 300);
    t.true(Math.abs(average[0][0] - 2.1) < 1e-5, `${average[0][0]}`);
    t.is(
      await withAverage(model, average, () => Promise.resolve(readWeights(model)[0][0])),
      average[0][0],
    );
    t.is(readWeights(model)[0][0], 3);
  },
);

const averaging = {
  recipe: { ...tinyRecipe, quantized: { ...tinyRecipe.quantized, averaging: 0.9 } },
};

test.serial(
  'a training with averaged weights that is stopped and resumed ends in the same bytes',
  async (t) => {
    const bytes = async (out: string, resume = false): Promise<string> => {
      const { model } = await trainTiny(out, { ...averaging, resume });
      return readWeights(model)
        .map((array) => Buffer.from(array.buffer).toString('hex'))
        .join();
    };
    const unbroken = await bytes(temporaryFolder(t));
    const out = temporaryFolder(t);
    const controller = new AbortController();
    const onProgress = ({ phase, epoch, step }: Progress): void => {
      if (phase === 'quantized' && epoch === 2 && step === 3) controller.abort();
    };
    const stopped = trainTiny(out, { ...averaging, signal: controller.signal, onProgress });
    await t.throwsAsync(stopped, { code: 'SB_TRAINING_INTERRUPTED' });
    t.is(await bytes(out, true), unbroken);
    const plain = await trainTiny(temporaryFolder(t));
    t.not(
      readWeights(plain.model)
        .map((array) => Buffer.from(array.buffer).toString('hex'))
        .join(),
      unbroken,
    );
  },
);

test.serial(
  'a phase ends when validation has not been better for as long as there is patience',
  async (t) => {
    const float = { ...tinyRecipe.float, epochs: 9, patience: 2, learningRate: 0 };
    const recipe = { ...tinyRecipe, float };
    const { history } = await trainTiny(temporaryFolder(t), { recipe, quantization: undefined });
    const best = Math.max(...history.map(({ validationAccuracy }) => validationAccuracy));
    const bestAt =
      history.findLastIndex(({ validationAccuracy }) => validationAccuracy === best) + 1;
    t.is(history.length, Math.min(9, bestAt + 2));
  },
);
