import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import type { EpochRecord } from '../../trainer/index.js';
import { readTrainingRecord, trainingOf } from './training-record.js';

const figures = { validation: 0.8, test: 0.75, testClassMean: 0.7 };
const result = {
  command: 'npx softbit train --dataset digits --out runs/digits',
  dataset: 'digits',
  seed: 1,
  trainImages: 1000,
  testImages: 500,
  accuracy: { float: figures, quantized: figures, integer: figures },
};

const epoch = (phase: EpochRecord['phase'], imagesPerSecond: number): EpochRecord => ({
  phase,
  epoch: 1,
  loss: 1,
  trainAccuracy: 0.5,
  validationAccuracy: 0.5,
  learningRate: 0.1,
  quantizerLearningRate: 0.1,
  imagesPerSecond,
  quantizers: [],
});

function runFolder(t: ExecutionContext, files: Record<string, unknown>): string {
  const folder = temporaryFolder(t);
  for (const [name, value] of Object.entries(files)) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

test('Time is that of the epochs, whichever process they ran in.', (t) => {
  const history = [epoch('float', 500), epoch('quantized', 100), epoch('quantized', 200)];
  const record = readTrainingRecord(
    runFolder(t, { 'result.json': result, 'history.json': history, 'tiny.softbit.json': {} }),
  );
  t.regex(record.model ?? '', /tiny\.softbit\.json$/);
  t.deepEqual(trainingOf(record), { command: result.command, epochs: 3, seconds: 17 });
  t.deepEqual(trainingOf(record, 'float'), { command: result.command, epochs: 1, seconds: 2 });
});

const refused: [title: string, files: Record<string, unknown>, says: RegExp][] = [
  ['has not ended', { 'history.json': [] }, /result\.json is not there/],
  ['left half a file', { 'result.json': '{"command": ' }, /result\.json: .*JSON/],
  ['says nothing of its command', { 'result.json': { ...result, command: 7 } }, /command/],
];

for (const [title, files, says] of refused) {
  test(`A training that ${title} gives no card.`, (t) => {
    const folder = runFolder(t, files);
    const error = t.throws(() => readTrainingRecord(folder), { code: 'SB_ZOO_RUN' });
    t.regex(error.message, says);
    t.true(error.message.includes(folder));
  });
}
