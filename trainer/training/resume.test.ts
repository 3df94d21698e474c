import fs from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { execa } from 'execa';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { SoftbitError } from '../../codegen/index.js';
import { selectBackend } from '../backend/index.js';
import { checkpointFile } from './checkpoint.js';
import type { Progress } from './progress.js';
import { bytesOf, trainTiny } from './tiny-training.js';
import type { TrainingOptions } from './training-options.js';

test.before(async () => {
  await selectBackend();
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

/** In each phase at its start, in its middle and at its end. */
for (const step of [1, 12, 24, 25, 33, 40]) {
  test.serial(`a run stopped at step ${step} and resumed ends in the same bytes`, async (t) => {
    const unbroken = bytesOf(await trainTiny(temporaryFolder(t)));
    const out = temporaryFolder(t);
    const error = await t.throwsAsync(trainTiny(out, abortAt(step)), { instanceOf: SoftbitError });
    t.is(error.code, 'SB_TRAINING_INTERRUPTED');
    t.true(error.message.includes(checkpointFile(out)), error.message);
    t.true(error.message.includes('npx softbit train --resume'));
    t.false(fs.readdirSync(path.join(out, 'checkpoint')).some((name) => name.endsWith('.tmp')));
    const resumed = await trainTiny(out, { resume: true });
    t.is(bytesOf(resumed), unbroken);
  });
}

test.serial('a run stopped twice and resumed each time ends in the same bytes', async (t) => {
  const unbroken = await trainTiny(temporaryFolder(t));
  const out = temporaryFolder(t);
  await t.throwsAsync(trainTiny(out, abortAt(10)), { code: 'SB_TRAINING_INTERRUPTED' });
  const again = trainTiny(out, { ...abortAt(27), resume: true });
  await t.throwsAsync(again, { code: 'SB_TRAINING_INTERRUPTED' });
  const resumed = await trainTiny(out, { resume: true });
  t.is(bytesOf(resumed), bytesOf(unbroken));
  t.is(resumed.quantized!.test, unbroken.quantized!.test);
  t.deepEqual(resumed.float, unbroken.float);
  t.is(resumed.history.length, unbroken.history.length);
});

const killedAt = 13;

/** A process of its own that trains and dies in the middle of it, as from `kill -9`. */
const killedTraining = `
  import { selectBackend } from '${new URL('../backend/index.js', import.meta.url).href}';
  import { trainTiny } from '${new URL('tiny-training.js', import.meta.url).href}';
  let reports = 0;
  const onProgress = () => ++reports === ${killedAt} && process.kill(process.pid, 'SIGKILL');
  await selectBackend();
  await trainTiny(process.argv[1], { onProgress });`;

test.serial('a run whose process was killed and resumed ends in the same bytes', async (t) => {
  const out = temporaryFolder(t);
  const child = await execa({
    reject: false,
  })`node --input-type=module -e ${killedTraining} ${out}`;
  t.is(child.signal, 'SIGKILL', child.stderr);
  const resumed = await trainTiny(out, { resume: true });
  t.is(bytesOf(resumed), bytesOf(await trainTiny(temporaryFolder(t))));
});

test.serial('resuming a finished training gives its result again', async (t) => {
  const out = temporaryFolder(t);
  const finished = await trainTiny(out);
  const again = await trainTiny(out, { resume: true });
  t.is(bytesOf(again), bytesOf(finished));
  t.deepEqual(again.history, finished.history);
});

test.serial('resuming with another seed is refused', async (t) => {
  const out = temporaryFolder(t);
  await t.throwsAsync(trainTiny(out, abortAt(9)), { code: 'SB_TRAINING_INTERRUPTED' });
  const error = await t.throwsAsync(trainTiny(out, { resume: true, seed: 2 }), {
    code: 'SB_CHECKPOINT_OPTIONS',
  });
  t.regex(error.message, /seed was 1 and is 2/);
});

test.serial('resuming without a checkpoint is refused', async (t) => {
  const resumed = trainTiny(temporaryFolder(t), { resume: true });
  await t.throwsAsync(resumed, { code: 'SB_CHECKPOINT_MISSING' });
});

test.serial('a disk that fills up in training leaves the last checkpoint good', async (t) => {
  const unbroken = bytesOf(await trainTiny(temporaryFolder(t)));
  const out = temporaryFolder(t);
  const onProgress = ({ epoch, validationAccuracy }: Progress): void => {
    if (epoch !== 2 || validationAccuracy === undefined) return;
    fs.symlinkSync('/dev/full', `${checkpointFile(out)}.tmp`);
  };
  await t.throwsAsync(trainTiny(out, { onProgress }), { code: 'SB_OUTPUT_DISK_FULL' });
  t.deepEqual(fs.readdirSync(path.join(out, 'checkpoint')), ['training.ckpt']);
  t.is(bytesOf(await trainTiny(out, { resume: true })), unbroken);
});
