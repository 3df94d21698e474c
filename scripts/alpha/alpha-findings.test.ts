import test from 'ava';
import type { EpochRecord, Sensitivity } from '../../trainer/index.js';
import { alphaFindings } from './alpha-findings.js';
import { renderAlphaPage } from './render-alpha-page.js';

/** Kernel and activation of two bits, and ends of eight whose α go the other way. */
function epochs(kernel: readonly number[], activation: readonly number[]): EpochRecord[] {
  return kernel.map((alpha, index) => ({
    ...{ phase: 'quantized', epoch: index + 1, loss: 1, trainAccuracy: 0.5 },
    ...{ validationAccuracy: 0.6 + index / 100, learningRate: 0.1, quantizerLearningRate: 0.1 },
    imagesPerSecond: 1,
    quantizers: [
      { name: 'stem', bits: 8, alpha: 0.01, lower: [-1], upper: [1] },
      { name: 'conv', bits: 2, alpha, lower: [-1], upper: [1] },
      { name: 'relu', bits: 2, alpha: activation[index], lower: [0], upper: [1] },
    ],
  }));
}

function sensitivity(rows: readonly (readonly [string, number])[]): Sensitivity[] {
  const row = ([name, divergence]: readonly [string, number]): Sensitivity => {
    return { name, kind: 'weights', bits: 2, divergence, accuracyChange: 0 };
  };
  return rows.map(row);
}

const tolerant = sensitivity([
  ['conv', 2],
  ['shortcut', 1],
]);

const rows = [
  {
    title: 'an early rise',
    evidence: { history: epochs([0.25, 0.29, 0.3], [0.35, 0.39, 0.4]), sensitivity: tolerant },
    verdicts: ['Confirmed', 'Confirmed', 'Confirmed'],
  },
  {
    title: 'a late rise, and one kernel that is not below',
    evidence: {
      history: epochs([0.2, 0.21, 0.22, 0.23, 0.24, 0.4], [0.2, 0.21, 0.22, 0.23, 0.24, 0.3]),
      sensitivity: sensitivity([
        ['conv', 1],
        ['shortcut', 2],
      ]),
    },
    verdicts: ['Partly', 'Contradicted', 'Contradicted'],
  },
  {
    title: 'a fall',
    evidence: { history: epochs([0.19, 0.1], [0.18, 0.15]), sensitivity: tolerant },
    verdicts: ['Contradicted', 'Confirmed', 'Confirmed'],
  },
];

for (const { title, evidence, verdicts } of rows) {
  test(`Of ${title} the findings are ${verdicts.join(', ').toLowerCase()}.`, (t) => {
    t.deepEqual(
      alphaFindings(evidence).map(({ verdict }) => verdict),
      verdicts,
    );
  });
}

test('The page has the plot, the command and every finding with its figures.', (t) => {
  const about = { network: 'net', dataset: 'data', command: 'npx x', plot: 'alpha.svg' };
  const page = renderAlphaPage({ ...about, ...rows[0].evidence });
  t.regex(page, /best\nvalidation 62\.00 %/);
  t.regex(page, /!\[.*\]\(alpha\.svg\)/);
  t.regex(page, /```sh\nnpx x\n```/);
  t.regex(page, /from 0\.2 to 0\.300 in the first epoch and to 0\.350 at the end/);
  t.regex(page, /least divergent first: shortcut 1\. The most divergent is conv, 2\.000 nats/);
});
