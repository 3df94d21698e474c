import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import type { EpochRecord } from '../training/index.js';
import { scalarsOf, tensorBoardWriter } from './tensor-board.js';

const record: EpochRecord = {
  ...{ phase: 'quantized', epoch: 3, loss: 0.5, trainAccuracy: 0.75, validationAccuracy: 0.7 },
  ...{ learningRate: 0.1, quantizerLearningRate: 0.1, imagesPerSecond: 100 },
  quantizers: [{ name: 'conv', bits: 2, alpha: 0.2, lower: [-1, -2], upper: [1, 2] }],
};

test('An epoch is its figures, and α and mean range of each quantizer.', (t) => {
  t.deepEqual(Object.fromEntries(scalarsOf(record)), {
    'quantized/loss': 0.5,
    'quantized/accuracy/training': 0.75,
    'quantized/accuracy/validation': 0.7,
    'quantized/learning rate': 0.1,
    'quantized/images per second': 100,
    'alpha/conv': 0.2,
    'upper/conv': 1.5,
    'lower/conv': -1.5,
  });
});

test('Event files have every figure by its name.', (t) => {
  const folder = temporaryFolder(t);
  const write = tensorBoardWriter(folder);
  if (!write) return t.pass('skipped: TensorFlow’s C library is not there');
  write(record);
  const [file] = readdirSync(folder);
  const bytes = readFileSync(path.join(folder, file), 'latin1');
  for (const [name] of scalarsOf(record)) t.true(bytes.includes(name), name);
});
