import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { SoftbitError } from '../../codegen/index.js';
import { checkpointFile, readCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint.js';

const checkpoint: Checkpoint = {
  options: { seed: 7, recipe: { epochs: 3, rates: [0.1, 0.2] }, spec: null },
  phase: 'quantized',
  epoch: 2,
  optimizerStep: 14,
  best: { epoch: 1, accuracy: 0.75 },
  float: { validation: 0.9, test: 0.875, testClassMean: 0.75 },
  history: [
    {
      phase: 'quantized',
      epoch: 1,
      loss: 0.5,
      trainAccuracy: 0.7,
      validationAccuracy: 0.75,
      learningRate: 0.01,
      quantizerLearningRate: 1e-4,
      imagesPerSecond: 1000,
      quantizers: [{ name: 'conv1', bits: 2, alpha: 0.2, lower: [-1, -2], upper: [1, 2] }],
    },
  ],
  weights: [Float32Array.of(1, -0, 1e-45), Float32Array.of()],
  bestWeights: [Float32Array.of(3)],
  optimizer: [Float32Array.of(Math.PI)],
  average: [Float32Array.of(2, 4)],
};

function writtenCheckpoint(t: ExecutionContext): string {
  const out = temporaryFolder(t);
  writeCheckpoint(out, checkpoint);
  return out;
}

test('a checkpoint is read back as it was written, to the bit', (t) => {
  const out = writtenCheckpoint(t);
  const found = readCheckpoint(out, checkpoint.options);
  t.deepEqual(found, checkpoint);
  t.true(Object.is(found.weights[0][1], -0));
});

test('a checkpoint that does not count its workers was written by one', (t) => {
  const out = writtenCheckpoint(t);
  const { options } = checkpoint;
  t.deepEqual(readCheckpoint(out, { ...options, workers: 1 }), checkpoint);
  const error = t.throws(() => readCheckpoint(out, { ...options, workers: 2 }), {
    code: 'SB_CHECKPOINT_OPTIONS',
  });
  t.regex(error.message, /workers was 1 and is 2/);
});

test('the same state gives the same file', (t) => {
  const [first, second] = [writtenCheckpoint(t), writtenCheckpoint(t)];
  t.deepEqual(fs.readFileSync(checkpointFile(first)), fs.readFileSync(checkpointFile(second)));
});

const damages: { title: string; damage: (bytes: Buffer) => Buffer; says: RegExp }[] = [
  { title: 'empty', damage: () => Buffer.alloc(0), says: /only 0 bytes/ },
  { title: 'cut in its preamble', damage: (b) => b.subarray(0, 20), says: /only 20 bytes/ },
  { title: 'cut in its header', damage: (b) => b.subarray(0, 100), says: /SHA-256/ },
  { title: 'cut by one byte', damage: (b) => b.subarray(0, -1), says: /SHA-256/ },
  { title: 'a byte longer', damage: (b) => Buffer.concat([b, Buffer.of(0)]), says: /SHA-256/ },
  { title: 'another kind of file', damage: () => Buffer.alloc(200, 'x'), says: /begin with SBCK/ },
  { title: 'of a later version', damage: (b) => (b.writeUInt32LE(9, 4), b), says: /version is 9/ },
  { title: 'altered in its length', damage: (b) => (b.writeUInt32LE(9e8, 8), b), says: /SHA-256/ },
  { title: 'altered in its weights', damage: (b) => ((b[b.length - 1] ^= 1), b), says: /SHA-256/ },
];

for (const { title, damage, says } of damages) {
  test(`a checkpoint that is ${title} is refused`, (t) => {
    const out = writtenCheckpoint(t);
    const file = checkpointFile(out);
    fs.writeFileSync(file, damage(fs.readFileSync(file)));
    const error = t.throws(() => readCheckpoint(out, checkpoint.options), {
      instanceOf: SoftbitError,
      code: 'SB_CHECKPOINT_DAMAGED',
    });
    t.regex(error.message, says);
    t.true(error.message.includes(file));
  });
}

test('every single flipped byte of a checkpoint is noticed', (t) => {
  const out = writtenCheckpoint(t);
  const file = checkpointFile(out);
  const good = fs.readFileSync(file);
  for (let i = 0; i < good.length; i++) {
    const bad = Buffer.from(good);
    bad[i] ^= 0x10;
    fs.writeFileSync(file, bad);
    t.throws(() => readCheckpoint(out, checkpoint.options), { code: 'SB_CHECKPOINT_DAMAGED' });
  }
});

test('resuming where there is no checkpoint says so', (t) => {
  const out = path.join(os.tmpdir(), 'softbit-nowhere');
  const error = t.throws(() => readCheckpoint(out, {}), { code: 'SB_CHECKPOINT_MISSING' });
  t.true(error.message.includes(checkpointFile(out)));
});

test('resuming with other options names each that differs, with both values', (t) => {
  const out = writtenCheckpoint(t);
  const options = { seed: 8, recipe: { epochs: 3, rates: [0.1, 0.3] }, spec: { bits: 2 } };
  const error = t.throws(() => readCheckpoint(out, options), { code: 'SB_CHECKPOINT_OPTIONS' });
  t.regex(error.message, /seed was 7 and is 8;/);
  t.regex(error.message, /recipe\.rates\.1 was 0\.2 and is 0\.3;/);
  t.regex(error.message, /spec\.bits was absent and is 2/);
  t.notRegex(error.message, /epochs/);
});
