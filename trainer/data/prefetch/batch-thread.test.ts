import process from 'node:process';
import test from 'ava';
import { augmentationNames } from '../augment/augmentations.js';
import { batches, type Batch, type BatchOptions } from '../batches.js';
import type { Shape, Split } from '../dataset.js';
import { BatchThread } from './batch-thread.js';

const shape: Shape = [6, 5, 3];

const split: Split = {
  images: Uint8Array.from({ length: 90 * 11 }, (_, at) => (at * 37) % 251),
  labels: Uint8Array.from({ length: 11 }, (_, i) => i % 4),
  count: 11,
  zeroPoint: 3,
};

const options: BatchOptions = { batchSize: 4, seed: 3, epoch: 2, augmentation: 'none' };

for (const augmentation of augmentationNames) {
  test.serial(`With ${augmentation}, a thread's epochs are the same to the byte.`, async (t) => {
    const thread = new BatchThread(split, shape);
    for (const epoch of [0, 1]) {
      const changed = { ...options, augmentation, epoch };
      t.deepEqual(await collect(thread.epoch(changed)), [...batches(split, shape, changed)]);
    }
    await thread.end();
    t.is(openPorts(), 0);
  });
}

for (const taken of [1, 2]) {
  test.serial(`After ${taken} of 3 batches an epoch may end, and another begin.`, async (t) => {
    const expected = [...batches(split, shape, options)];
    const thread = new BatchThread(split, shape);
    t.deepEqual(await collect(thread.epoch(options), taken), expected.slice(0, taken));
    t.deepEqual(await collect(thread.epoch(options)), expected);
    await thread.end();
    t.is(openPorts(), 0);
  });
}

test.serial('A thread that is ended in an epoch leaves nothing behind.', async (t) => {
  const thread = new BatchThread(split, shape);
  const epoch = thread.epoch(options);
  await epoch.next();
  t.true(openPorts() > 0);
  await thread.end();
  await epoch.return();
  t.is(openPorts(), 0);
});

test.serial('What goes wrong in the thread goes wrong here.', async (t) => {
  const thread = new BatchThread(split, shape);
  const broken = { ...options, augmentation: 'unknown' as 'none' };
  await t.throwsAsync(collect(thread.epoch(broken)), { any: true, message: /not a function/ });
  await thread.end();
  t.is(openPorts(), 0);
});

/** A thread that runs has ports open to this one. */
function openPorts(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
}

async function collect(epoch: AsyncIterable<Batch>, most = Infinity): Promise<Batch[]> {
  const found: Batch[] = [];
  for await (const batch of epoch) {
    found.push(batch);
    if (found.length === most) break;
  }
  return found;
}
