import test from 'ava';
import { balancedSamples } from './balanced-samples.js';

const rows: [title: string, labels: number[], wanted: number, taken: number[]][] = [
  ['Classes that come one after the other are all there', [0, 0, 0, 1, 1, 1, 2, 2], 3, [0, 3, 6]],
  ['Every class has its turn before any has its second', [0, 0, 1, 0, 1], 4, [0, 2, 1, 4]],
  ['Where a class has no more, the others go on', [0, 1, 1, 1], 4, [0, 1, 2, 3]],
  ['Of too few all are taken', [1, 0], 9, [1, 0]],
];

for (const [title, labels, wanted, taken] of rows) {
  test(`${title}.`, (t) => {
    const samples = labels.map((label, index) => ({ label, bytes: Uint8Array.of(index) }));
    const chosen = balancedSamples(samples, wanted);
    t.deepEqual(
      chosen.map(({ bytes }) => bytes[0]),
      taken,
    );
  });
}
