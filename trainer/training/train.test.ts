import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { SoftbitError } from '../../codegen/index.js';
import { selectBackend } from '../backend/index.js';
import { checkpointFile } from './checkpoint.js';
import { readWeights } from './model-weights.js';
import type { Progress } from './progress.js';
import { tinyDataset, tinyNetwork, tinyRecipe } from './tiny-task.js';
import { trainNetwork, type TrainingOptions, type TrainingResult } from './train.js';

test.before(async () => {
  await selectBackend();
});

function temporaryFolder(t: ExecutionContext): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'softbit-train-'));
  t.teardown(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

async function trainTiny(
  out: string,
  options: Partial<TrainingOptions> = {},
): Promise<TrainingResult> {
  const seed = options.seed ?? 1;
  return trainNetwork({
    network: { name: 'tiny', build: () => tinyNetwork(seed) },
    dataset: tinyDataset(),
    augmentation: 'none',
    recipe: tinyRecipe,
    seed,
    out,
    resumeCommand: 'npx softbit train --resume',
    ...options,
  });
}

function bytesOf({ model }: TrainingResult): string {
  return readWeights(model)
    .map((array) => Buffer.from(array.buffer).toString('hex'))
    .join();
}

test.serial('training learns the task', async (t) => {
  const { float, history } = await trainTiny(temporaryFolder(t));
  t.log(
    float,
    history.map((r) => [r.loss, r.validationAccuracy]),
  );
  t.true(float.test > 0.9);
  t.true(history.at(-1)!.loss < history[0].loss);
});

test.serial('the same seed gives the same weights to the byte, another seed others', async (t) => {
  const first = bytesOf(await trainTiny(temporaryFolder(t)));
  const second = bytesOf(await trainTiny(temporaryFolder(t)));
  const other = bytesOf(await trainTiny(temporaryFolder(t), { seed: 2 }));
  t.is(first, second);
  t.not(first, other);
});

/** Aborts at a step that is counted over the whole training. */
function abortAt(step: number): Pick<TrainingOptions, 'signal' | 'onProgress'> {
  const controller = new AbortController();
  let steps = 0;
  const onProgress = (progress: Progress): void => {
    if (progress.validationAccuracy === undefined) steps += 1;
    if (steps === step) controller.abort();
  };
  return { signal: controller.signal, onProgress };
}

for (const step of [3, 8, 13]) {
  test.serial(`a run stopped at step ${step} and resumed ends in the same bytes`, async (t) => {
    const unbroken = bytesOf(await trainTiny(temporaryFolder(t)));
    const out = temporaryFolder(t);
    const error = await t.throwsAsync(trainTiny(out, abortAt(step)), { instanceOf: SoftbitError });
    t.is(error.code, 'SB_TRAINING_INTERRUPTED');
    t.true(error.message.includes(checkpointFile(out)), error.message);
    t.true(error.message.includes('npx softbit train --resume'));
    t.deepEqual(fs.readdirSync(path.join(out, 'checkpoint')), ['training.ckpt']);
    const resumed = await trainTiny(out, { resume: true });
    t.is(bytesOf(resumed), unbroken);
  });
}
