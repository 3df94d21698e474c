import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { temporaryFolder } from '../codegen/testing/temporary-folder.js';
import { loadBoard, selectBoards, validateModel } from '../boards/index.js';
import { loadModel, weightsPath } from '../codegen/index.js';
import {
  applyTrainedWeights,
  buildNetwork,
  loadDataset,
  readTrainedWeights,
  selectBackend,
  type Split,
} from '../trainer/index.js';
import { Console } from './cli/console.js';
import type { CommandContext } from './cli/run-action.js';
import { testMatrix } from './flows/test.js';
import type { Card } from './zoo/card.js';
import { readCards, readFloatCards } from './zoo/cards.js';
import { zooTables } from './zoo/write-zoo-page.js';

const zoo = fileURLToPath(new URL('../../zoo/', import.meta.url));
const mnist = fileURLToPath(new URL('../../../shared/data/mnist', import.meta.url));
const cards = readCards(zoo);
const floatCards = readFloatCards(zoo);
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
  const folder = temporaryFolder(t);
  const model = await loadModel(path.join(zoo, file));
  return validateModel({
    model,
    board: loadBoard(board),
    samples: firstSamples(samples, count),
    folder,
  });
}

/** Two bits go everywhere; of the others one emulator has to do. */
const boardsFor = ({ bits }: Card): readonly string[] =>
  bits.weights === 2 ? selectBoards('emulated').map(({ id }) => id) : ['mps2-an386'];

const quiet: CommandContext = {
  console: new Console({ json: false, quiet: true }),
  signal: new AbortController().signal,
  verbose: false,
};

for (const card of cards) {
  const model = path.join(zoo, `${card.name}.softbit.json`);
  for (const boards of boardsFor(card)) {
    test.serial(`${card.name} is bit-exact on ${boards}, or the board says why not.`, async (t) => {
      const samples = card.dataset === 'mnist' ? 50 : 3;
      const request = { models: [model], boards, samples, seed: 1, reporter: [], jobs: 1 };
      const [{ status, reason, bitExact, accuracy }] = await testMatrix(request, quiet);
      if (status === 'skipped') return t.regex(reason ?? '', /does not fit/);
      t.is(status, 'passed', reason ?? '');
      t.deepEqual(bitExact, { equal: samples, total: samples });
      t.true(accuracy === null || accuracy > 0.9, `${accuracy}`);
    });
  }

  test(`${card.name}’s card is of its model.`, async (t) => {
    const { name, provenance, nodes } = await loadModel(model);
    t.is(name, card.network);
    t.like(provenance, { dataset: card.dataset, method: card.method, seed: card.seed });
    t.is(provenance?.command, card.training.quantized.command);
    const bits = nodes.flatMap((node) => ('weights' in node ? [node.weights.bits] : []));
    t.is(Math.min(...bits), card.bits.weights);
    t.is(statSync(weightsPath(model)).size, card.weightBytes);
  });
}

test('Every model has a card, and every card a model.', (t) => {
  t.deepEqual(
    models.sort(),
    cards.map(({ name }) => `${name}.softbit.json`),
  );
});

test('Every float network has a card, and its weights are those of the network it names.', async (t) => {
  await selectBackend();
  const folder = path.join(zoo, 'float');
  const files = readdirSync(folder).filter((file) => file.endsWith('.ckpt'));
  t.deepEqual(
    files.sort(),
    floatCards.map(({ name }) => `${name}.ckpt`),
  );
  for (const { name, network, accuracy } of floatCards) {
    const weights = readTrainedWeights(path.join(folder, `${name}.ckpt`), 'float');
    const [height, width, channels] = weights.inputShape;
    const inputShape = [height, width, channels] as const;
    const model = buildNetwork(network, { inputShape, classes: weights.classes });
    applyTrainedWeights(model, weights);
    model.dispose();
    t.like(weights, { network, phase: 'float', accuracies: { ...accuracy } });
  }
});

test('The zoo’s page has the cards’ figures.', (t) => {
  const page = readFileSync(path.join(zoo, 'README.md'), 'utf8');
  for (const table of Object.values(zooTables(zoo))) t.true(page.includes(table), table);
});

test('Commands name no folder of the machine that they were given on.', (t) => {
  const trainings = [
    ...cards.flatMap(({ training: { float, between, quantized } }) => [
      float,
      ...between,
      quantized,
    ]),
    ...floatCards.map(({ training }) => training),
  ];
  for (const training of trainings) {
    if (training) t.notRegex(training.command, /\s\/|[A-Z]:\\/);
  }
});

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
