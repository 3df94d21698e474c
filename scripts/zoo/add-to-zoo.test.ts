import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { Console } from '../cli/console.js';
import type { CommandContext } from '../cli/run-action.js';
import { addToZoo } from './add-to-zoo.js';
import { floatFolder, readFloatCards, zooFolder } from './cards.js';

const quiet: CommandContext = {
  console: new Console({ json: false, quiet: true }),
  signal: new AbortController().signal,
  verbose: false,
};

const accuracies = { validation: 0.9, test: 0.75, testClassMean: 0.7 };
const epoch = {
  ...{ phase: 'float', epoch: 1, loss: 1, trainAccuracy: 0.5, validationAccuracy: 0.5 },
  ...{ learningRate: 0.1, quantizerLearningRate: 0, imagesPerSecond: 500, quantizers: [] },
};

/** A float training of 1,000 images that ended with a network of the zoo's. */
const result = {
  ...{ command: 'npx softbit train --float-only', dataset: 'asc40', seed: 7 },
  ...{ trainImages: 1000, testImages: 250 },
  accuracy: { float: accuracies, quantized: null, integer: null },
};

const network = path.join(floatFolder(zooFolder), 'ds-cnn-asc40.ckpt');

function folders(t: ExecutionContext): { run: string; zoo: string } {
  const folder = temporaryFolder(t);
  const [run, zoo] = ['run', 'zoo'].map((name) => path.join(folder, name));
  mkdirSync(path.join(run, 'checkpoint'), { recursive: true });
  writeFileSync(path.join(run, 'result.json'), JSON.stringify(result));
  writeFileSync(path.join(run, 'history.json'), JSON.stringify([epoch, epoch]));
  return { run, zoo };
}

test('A float training gives a network to start from, and its card.', async (t) => {
  const { run, zoo } = folders(t);
  cpSync(network, path.join(run, 'checkpoint', 'float.ckpt'));
  const card = await addToZoo({ run, zoo }, quiet);
  t.deepEqual(card, {
    ...{ name: 'ds-cnn-asc40', network: 'ds-cnn', dataset: 'asc40', seed: 7, testImages: 250 },
    training: { command: result.command, epochs: 2, seconds: 4 },
    accuracy: { test: 0.75, testClassMean: 0.7 },
  });
  t.deepEqual(readFloatCards(zoo), [card]);
  const kept = readFileSync(path.join(floatFolder(zoo), 'ds-cnn-asc40.ckpt'));
  t.true(kept.equals(readFileSync(network)));
});

test('A float training without its weights is refused, and the zoo stays as it is.', async (t) => {
  const { run, zoo } = folders(t);
  await t.throwsAsync(addToZoo({ run, zoo }, quiet), { code: 'SB_TRAINED_MISSING' });
  t.deepEqual(readFloatCards(zoo), []);
});
