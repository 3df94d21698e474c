import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { paretoFront } from './pareto-front.js';
import { searchBits, type SearchBudget } from './search-bits.js';
import { renderSearchReport } from './search-report.js';

await tf.setBackend('cpu');

const { conv2d, dense, globalAveragePooling2d } = tf.layers;

const images = Uint8Array.from({ length: 8 * 64 }, (_, index) => (index * 7919) % 256);
const split = { images, labels: new Uint8Array(8), count: 8 };

function search(budget: SearchBudget) {
  return searchBits({
    model: smallModel(),
    spec: { weights: { bits: 8 }, activations: { bits: 8 } },
    bits: [8, 2],
    split,
    images: 8,
    target: { core: 'cortex-m4', features: ['thumb2', 'dsp'] },
    budget,
  });
}

function smallModel(): tf.LayersModel {
  const conv = (name: string, seed: number) => {
    const kernelInitializer = tf.initializers.heNormal({ seed });
    return conv2d({ name, filters: 8, kernelSize: 3, activation: 'relu', kernelInitializer });
  };
  const input = tf.input({ shape: [8, 8, 1] });
  const layers = [
    conv('conv1', 1),
    conv('conv2', 2),
    globalAveragePooling2d({}),
    dense({ name: 'logits', units: 3, kernelInitializer: tf.initializers.heNormal({ seed: 3 }) }),
  ];
  const output = layers.reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs: output });
}

test('A search keeps the ends at 8 bits and goes from all bits to the fewest.', async (t) => {
  const { descent, uniform } = await search({ flash: 30_000 });
  const bitsOf = (one: (typeof descent)[number]) => Object.values(one.assignment);
  const inner = Object.keys(descent[0].assignment).sort();
  t.deepEqual(inner, ['conv1_relu', 'conv2', 'conv2_relu']);
  t.true(bitsOf(descent[0]).every((bits) => bits === 8));
  t.true(bitsOf(descent[descent.length - 1]).every((bits) => bits === 2));
  t.is(descent.length, 1 + inner.length);
  t.deepEqual(
    uniform.map((one) => Math.max(...bitsOf(one))),
    [8, 2],
  );
});

test('What is chosen is within the budget, and nothing within it diverges less.', async (t) => {
  const budget = { flash: 950, cycles: 23_000 };
  const { chosen, descent } = await search(budget);
  t.true(chosen.flash <= budget.flash && chosen.cycles <= budget.cycles);
  for (const one of descent) {
    const isWithin = one.flash <= budget.flash && one.cycles <= budget.cycles;
    t.true(!isWithin || one.divergence >= chosen.divergence);
  }
});

test('A budget that no bits meet is a coded error with what the fewest bits need.', async (t) => {
  const error = await t.throwsAsync(() => search({ flash: 10 }));
  t.like(error, { code: 'SB_SEARCH_BUDGET' });
  t.regex(error.message, /flash=10 \(the fewest bits need \d+\)/);
});

test('The page of a search shows what was chosen, the same bytes each time.', async (t) => {
  const budget = { flash: 30_000 };
  const result = await search(budget);
  const about = { network: 'lenet5', dataset: 'digits', board: 'mps2-an386', command: 'x' };
  const page = renderSearchReport({ ...result, ...about, budget });
  t.is(page, renderSearchReport({ ...result, ...about, budget }));
  t.regex(page, /weights and constants of 30,000/);
  t.regex(page, /aria-label="Cycles against divergence"/);
  t.notRegex(page, /<script|https?:|NaN/);
});

test('A front leaves out what something else beats in both.', (t) => {
  const points = [
    { flash: 3, divergence: 1 },
    { flash: 1, divergence: 5 },
    { flash: 2, divergence: 6 },
    { flash: 3, divergence: 2 },
    { flash: 4, divergence: 0 },
  ];
  t.deepEqual(
    paretoFront(points, 'flash').map(({ flash }) => flash),
    [1, 3, 4],
  );
});
