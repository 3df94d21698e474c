import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { loadBoard, selectBoards, validateModel } from '../boards/index.js';
import { loadModel } from '../codegen/index.js';
import { loadDataset, type Split } from '../trainer/index.js';

const zoo = fileURLToPath(new URL('../../zoo/', import.meta.url));
const mnist = fileURLToPath(new URL('../../../shared/data/mnist', import.meta.url));
const models = readdirSync(zoo).filter((file) => file.endsWith('.softbit.json'));

function firstSamples({ images, labels, count }: Split, wanted: number) {
  const size = images.length / count;
  return Array.from({ length: wanted }, (_, index) => ({
    bytes: images.subarray(index * size, (index + 1) * size),
    label: labels[index],
  }));
}

async function validateOn(
  t: ExecutionContext,
  file: string,
  board: string,
  samples: Split,
  count: number,
) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'softbit-zoo-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const model = await loadModel(path.join(zoo, file));
  return validateModel({
    model,
    board: loadBoard(board),
    samples: firstSamples(samples, count),
    folder,
  });
}

for (const file of models) {
  for (const { id } of selectBoards('emulated')) {
    test.serial(
      `${file} is bit-exact on ${id} with built-in digits, and reads most of them.`,
      async (t) => {
        const { test: digits } = await loadDataset('digits', { count: 500 });
        const report = await validateOn(t, file, id, digits, 50);
        t.deepEqual(report.bitExact, { equal: 50, total: 50 });
        t.true(report.accuracy > 0.9, `${report.accuracy}`);
      },
    );
  }
}

test.serial('The MNIST model reads at least 98.8 % of the first 1,000 test images.', async (t) => {
  if (!existsSync(mnist)) {
    t.log(`skipped: ${path.relative('.', mnist)} is not there`);
    return t.pass();
  }
  const { test: images } = await loadDataset('mnist', { folder: mnist });
  const report = await validateOn(t, 'lenet5-mnist-w2a2.softbit.json', 'host', images, 1000);
  t.deepEqual(report.bitExact, { equal: 1000, total: 1000 });
  t.true(report.accuracy >= 0.988, `${report.accuracy}`);
});

test.serial('2-bit layers take a quarter of what they take at 8 bit.', async (t) => {
  const { test: digits } = await loadDataset('digits', { count: 500 });
  const { analyze } = await validateOn(t, 'lenet5-mnist-w2a2.softbit.json', 'host', digits, 1);
  const low = analyze.layers.filter(({ weightBits }) => weightBits === 2);
  t.deepEqual(
    low.map(({ name }) => name),
    ['conv2', 'dense1', 'dense2'],
  );
  for (const { weightBytes, weightBytesAt8Bit } of low) t.is(weightBytes * 4, weightBytesAt8Bit);
});
