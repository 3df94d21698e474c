import test from 'ava';
import { Score } from './score.js';

/** Three of class 0, two of them right, and one of class 1, which is wrong. */
const answers: [label: number, answer: number, isRepresentative: boolean][] = [
  [0, 0, true],
  [1, 0, true],
  [0, 1, true],
  [0, 0, false],
];

test('Plain accuracy is of the representative samples, the class mean of all.', (t) => {
  const score = new Score();
  for (const answer of answers) score.add(...answer);
  t.is(score.accuracy, 1 / 3);
  t.is(score.classMeanAccuracy, (2 / 3 + 0) / 2);
});

test('The score of parts is the score of the whole.', (t) => {
  const parts = [new Score(), new Score()];
  answers.forEach((answer, index) => parts[index % 2].add(...answer));
  const merged = Score.merge(parts);
  t.deepEqual([merged.accuracy, merged.classMeanAccuracy], [1 / 3, 1 / 3]);
});
