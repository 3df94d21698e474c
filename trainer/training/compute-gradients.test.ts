import test from 'ava';
import * as tf from '@tensorflow/tfjs';
import { selectBackend } from '../backend/index.js';
import { estimateBatchNorm } from './estimate-batch-norm.js';
import { evaluate } from './evaluate.js';
import { readWeights, restoreWeights } from './model-weights.js';
import { imagesOf, indexRange, spreadBatches } from './sample-images.js';
import { startFloatPhase } from './start-phase.js';
import type { Split } from '../data/index.js';
import { tinyBatch, tinyDataset, tinyNetwork, tinyRecipe } from './tiny-task.js';
import type { StepResult } from './compute-gradients.js';
import { trainStep } from './testing/train-step.js';

test.before(async () => {
  await selectBackend();
});

const dataset = tinyDataset();

const batch = tinyBatch(32);

function repeated({ images, labels, count }: Split, times: number): Split {
  const copies = Array.from({ length: times }, () => images);
  const labelCopies = Array.from({ length: times }, () => labels);
  return {
    images: Buffer.concat(copies),
    labels: Buffer.concat(labelCopies),
    count: times * count,
  };
}

const learningRates = { weights: 0.05, quantizer: 0 };

test.serial('steps on one batch learn it and leave no tensor behind', (t) => {
  const model = tinyNetwork(1);
  const { optimizer } = startFloatPhase(model, tinyRecipe);
  const step = (): StepResult =>
    trainStep({ model, optimizer, batch, learningRates, labelSmoothing: 0 });
  const first = step();
  const before = tf.memory().numTensors;
  let last = first;
  for (let i = 0; i < 30; i++) last = step();
  t.is(tf.memory().numTensors, before);
  t.true(last.loss < first.loss / 4, `${first.loss} → ${last.loss}`);
  t.is(last.correct, batch.count);
  model.dispose();
});

test.serial('the penalty is part of the loss', (t) => {
  const [plain, penalized] = [undefined, () => tf.scalar(10)].map((penalty) => {
    const model = tinyNetwork(1);
    const { optimizer } = startFloatPhase(model, tinyRecipe);
    const options = { model, optimizer, batch, learningRates, labelSmoothing: 0, penalty };
    return trainStep(options).loss;
  });
  t.true(Math.abs(penalized - plain - 10) < 1e-5);
});

test.serial('evaluation counts every image once, whatever the last batch holds', async (t) => {
  const model = tinyNetwork(1);
  const count = 240;
  const correct = tf.tidy(() => {
    const logits = model.predict(imagesOf(model, dataset.train, indexRange(0, count))) as tf.Tensor;
    const answers = logits.argMax(-1).dataSync();
    return dataset.train.labels.reduce((sum, label, i) => sum + Number(label === answers[i]), 0);
  });
  const before = tf.memory().numTensors;
  const { accuracy } = await evaluate(model, repeated(dataset.train, 2));
  t.is(accuracy, correct / count);
  t.is(tf.memory().numTensors, before);
  model.dispose();
});

test.serial('batch norm measured anew has the mean and variance of the batches', async (t) => {
  const model = tinyNetwork(1);
  const [split, wanted] = [repeated(dataset.train, 3), 600];
  const [means, variances] = tf.tidy(() => {
    const moments = spreadBatches(split.count, wanted, 256).map((indices) =>
      tf.moments(model.layers[0].apply(imagesOf(model, split, indices)) as tf.Tensor, [0, 1, 2]),
    );
    return (['mean', 'variance'] as const).map(
      (key) =>
      tf.stack(moments.map((m) => m[key])).mean(0).dataSync(), // prettier-ignore
    );
  });
  const before = tf.memory().numTensors;
  await estimateBatchNorm(model, split, wanted);
  t.is(tf.memory().numTensors, before);
  const [mean, variance] = model.layers[1].getWeights().slice(2).map((w) => w.dataSync()); // prettier-ignore
  t.true(mean.every((value, i) => Math.abs(value - means[i]) < 1e-5));
  t.true(variance.every((value, i) => Math.abs(value / variances[i] - 1) < 1e-5));
  t.is((model.layers[1] as unknown as { momentum: number }).momentum, 0.9);
  model.dispose();
});

test.serial('weights are put back to the bit, moving averages included', (t) => {
  const model = tinyNetwork(1);
  const saved = readWeights(model);
  const { optimizer } = startFloatPhase(model, tinyRecipe);
  trainStep({ model, optimizer, batch, learningRates, labelSmoothing: 0 });
  const changed = readWeights(model);
  t.true(changed.every((array, i) => array.some((value, k) => value !== saved[i][k])));
  const before = tf.memory().numTensors;
  restoreWeights(model, saved);
  t.is(tf.memory().numTensors, before);
  t.deepEqual(readWeights(model), saved);
  model.dispose();
});
