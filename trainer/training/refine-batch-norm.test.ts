import test from 'ava';
import { selectBackend } from '../backend/index.js';
import { estimateBatchNorm } from './estimate-batch-norm.js';
import { evaluate } from './evaluate.js';
import { readWeights } from './model-weights.js';
import { keepBest, restoreBest } from './phase.js';
import { refineBatchNorm } from './refine-batch-norm.js';
import type { Batch } from '../data/index.js';
import { startFloatPhase } from './start-phase.js';
import { tinyDataset, tinyNetwork, tinyRecipe } from './tiny-task.js';
import { trainStep } from './testing/train-step.js';

test.before(async () => {
  await selectBackend();
});

const dataset = tinyDataset();
const { train, validation } = dataset;

const batch: Batch = {
  images: Float32Array.from(train.images, (pixel) => pixel / 255),
  labels: train.labels,
  count: train.count,
};

/** A network that has learnt the task, with averages that lag far behind. */
function learntPhase(): ReturnType<typeof startFloatPhase> {
  const phase = startFloatPhase(tinyNetwork(1), tinyRecipe);
  const learningRates = { weights: 0.1, quantizer: 0 };
  for (let i = 0; i < 8; i++) {
    trainStep({ ...phase, batch, learningRates, labelSmoothing: 0 });
  }
  return phase;
}

test.serial('batch norm measured anew is kept where it reads more images', async (t) => {
  const { model } = learntPhase();
  const { accuracy } = await evaluate(model, validation);
  const refined = await refineBatchNorm(model, { dataset, images: 240, accuracy });
  t.true(refined > accuracy, `${accuracy} → ${refined}`);
  t.is((await evaluate(model, validation)).accuracy, refined);
  model.dispose();
});

test.serial('batch norm measured anew is taken back where it reads fewer', async (t) => {
  const { model } = learntPhase();
  await estimateBatchNorm(model, train, train.count);
  const { accuracy } = await evaluate(model, validation);
  const before = readWeights(model);
  const dark = { ...train, images: new Uint8Array(train.images.length) };
  const options = { dataset: { train: dark, validation }, images: 240, accuracy };
  t.is(await refineBatchNorm(model, options), accuracy);
  t.deepEqual(readWeights(model), before);
  model.dispose();
});

test.serial('the best epoch is what a phase ends with, of equals the last', (t) => {
  const phase = learntPhase();
  const { model, state } = phase;
  const epochs = [0.5, 0.75, 0.75, 0.25].map((accuracy) => {
    trainStep({
      ...phase,
      batch,
      learningRates: { weights: 0.1, quantizer: 0 },
      labelSmoothing: 0,
    });
    state.epoch += 1;
    keepBest(phase, accuracy);
    return readWeights(model);
  });
  t.notDeepEqual(epochs[2], epochs[3]);
  t.is(restoreBest(phase), 0.75);
  t.deepEqual(state.best, { epoch: 3, accuracy: 0.75 });
  t.deepEqual(readWeights(model), epochs[2]);
  model.dispose();
});

test.serial('a phase without epochs has no best one and stays as it is', (t) => {
  const phase = startFloatPhase(tinyNetwork(1), tinyRecipe);
  const before = readWeights(phase.model);
  t.is(restoreBest(phase), null);
  t.deepEqual(readWeights(phase.model), before);
  phase.model.dispose();
});
