import test from 'ava';
import { runnerScore } from './runner-score.js';

/** Expected values computed with Python 3.11 and scikit-learn 1.2 by the runner’s own formulas. */
const rows: [title: string, results: [number[], number][], top1: string, auc: string][] = [
  [
    'Two classes',
    [
      [[0.6, 0.4], 0],
      [[0.3, 0.7], 1],
      [[0.45, 0.55], 0],
      [[0.8, 0.2], 1],
      [[0.9, 0.1], 0],
    ],
    '60.0',
    '0.667',
  ],
  [
    'Of equal probabilities the first counts',
    [
      [[0.5, 0.5], 0],
      [[0.5, 0.5], 1],
      [[0.1, 0.9], 1],
      [[0.5, 0.5], 1],
    ],
    '50.0',
    '0.667',
  ],
  [
    'Probabilities that do not add up to 1',
    [
      [[0.333, 0.333, 0.333], 0],
      [[0.1, 0.8, 0.099], 1],
      [[0.2, 0.3, 0.501], 2],
      [[0.7, 0.2, 0.1], 2],
    ],
    '75.0',
    '0.806',
  ],
  ['81.25 % is rounded to the even digit', rightOf(13, 16), '81.2', '0.500'],
  ['68.75 % is rounded to the even digit', rightOf(11, 16), '68.8', '0.500'],
  ['400 samples of ten classes', pseudoRandom(400, 10, 1), '31.8', '0.708'],
  ['600 samples of twelve classes', pseudoRandom(600, 12, 2), '28.2', '0.689'],
];

for (const [title, results, top1, auc] of rows) {
  test(`${title}.`, (t) => {
    const score = runnerScore(results.map(([probabilities, label]) => ({ probabilities, label })));
    t.deepEqual(score, { top1, auc });
  });
}

/** The first class is always the answer, and right so many times. */
function rightOf(right: number, count: number): [number[], number][] {
  return Array.from({ length: count }, (_, index) => [[0.9, 0.1], index < right ? 0 : 1]);
}

/** Thousandths of a linear congruential generator, which tends to the right class. */
function pseudoRandom(count: number, classes: number, seed: number): [number[], number][] {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.round((1000 * state) / 2 ** 31) / 1000;
  };
  return Array.from({ length: count }, (_, index) => {
    const label = index % classes;
    const scores = Array.from({ length: classes }, next);
    scores[label] = Math.round(1000 * (scores[label] + 0.2)) / 1000;
    return [scores, label];
  });
}
