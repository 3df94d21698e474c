import fs from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { selectBackend } from '../backend/index.js';
import { evaluate } from './evaluate.js';
import { tinyDataset, tinyRecipe } from './tiny-task.js';
import { bytesOf, trainTiny } from './tiny-training.js';

test.before(async () => {
  await selectBackend();
});

test.serial('training learns the task, and its quantized twin keeps it', async (t) => {
  const { float, quantized, history, model } = await trainTiny(temporaryFolder(t));
  t.true(float.test > 0.9, `${float.test}`);
  t.true(quantized!.test > 0.9, `${quantized!.test}`);
  const { accuracy, classMean } = await evaluate(model, tinyDataset().test);
  t.deepEqual([accuracy, classMean], [quantized!.test, quantized!.testClassMean]);
  t.deepEqual(
    history.map(({ phase, epoch }) => `${phase} ${epoch}`),
    ['float 1', 'float 2', 'float 3', 'quantized 1', 'quantized 2'],
  );
  t.true(history[2].loss < history[0].loss);
});

test.serial('history.json holds every epoch with the α and range of each quantizer', async (t) => {
  const out = temporaryFolder(t);
  const { history } = await trainTiny(out);
  t.deepEqual(JSON.parse(fs.readFileSync(path.join(out, 'history.json'), 'utf8')), history);
  const [first, last] = [history[3], history[4]];
  t.true(first.quantizers.length > 0);
  t.true(last.quantizers.every(({ alpha }) => alpha !== null && alpha > 0 && alpha < 0.5));
  t.notDeepEqual(first.quantizers, last.quantizers);
});

test.serial('without quantization the float network is the result', async (t) => {
  const { quantized, history, float } = await trainTiny(temporaryFolder(t), {
    quantization: undefined,
  });
  t.is(quantized, null);
  t.is(history.length, 3);
  t.true(float.test > 0.9);
});

test.serial('a training leaves only its model behind in memory', async (t) => {
  const before = tf.memory().numTensors;
  const { model } = await trainTiny(temporaryFolder(t));
  t.is(tf.memory().numTensors, before + model.weights.length);
  model.dispose();
  t.is(tf.memory().numTensors, before);
});

test.serial('the same seed gives the same weights to the byte, another seed others', async (t) => {
  const first = bytesOf(await trainTiny(temporaryFolder(t)));
  const second = bytesOf(await trainTiny(temporaryFolder(t)));
  const other = bytesOf(await trainTiny(temporaryFolder(t), { seed: 2 }));
  t.is(first, second);
  t.not(first, other);
});

test.serial(
  'an output folder that cannot be written to is found before the first step',
  async (t) => {
    let steps = 0;
    const onProgress = (): void => void (steps += 1);
    const file = path.join(temporaryFolder(t), 'file');
    fs.writeFileSync(file, '');
    await t.throwsAsync(trainTiny(file, { onProgress }), { code: 'SB_OUTPUT_NOT_WRITABLE' });
    t.is(steps, 0);
  },
);

test.serial('a learning rate that is far too high ends in a coded error', async (t) => {
  const float = { ...tinyRecipe.float, learningRate: 1e30 };
  const diverging = trainTiny(temporaryFolder(t), { recipe: { ...tinyRecipe, float } });
  const error = await t.throwsAsync(diverging, { code: 'SB_TRAINING_DIVERGED' });
  t.regex(error.message, /float phase, at learning rate 1e\+30/);
});
