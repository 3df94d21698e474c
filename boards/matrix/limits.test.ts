import test from 'ava';
import { breaches, type Limit } from './limits.js';
import { passed, skipped } from './testing/results.js';

const here = { board: passed.board, model: passed.model };

const cases: [title: string, limits: Limit[], sentences: string[]][] = [
  ['limits that are met exactly', [{ ...here, accuracy: 0.975, instructions: 884_756 }], []],
  [
    'too many instructions',
    [{ ...here, instructions: 800_000 }],
    ['instructions is 884,756, 84,756 (10.6 %) above the limit 800,000'],
  ],
  [
    'too low an accuracy',
    [{ ...here, accuracy: 0.98 }],
    ['accuracy is 0.975, 0.005 (0.5 %) below the limit 0.98'],
  ],
  [
    'more flash and RAM than there may be',
    [{ ...here, flash: 30_295, ram: 0 }],
    [
      'flash is 30,296, 1 (0.0 %) above the limit 30,295',
      'ram is 21,520, 21,520 above the limit 0',
    ],
  ],
  [
    'a glob that names the board and one that does not',
    [
      { board: 'mps2-*', model: 'lenet*', flash: 30_000 },
      { board: 'mps3-*', model: '*', flash: 1 },
    ],
    ['flash is 30,296, 296 (1.0 %) above the limit 30,000'],
  ],
  ['a limit of another model', [{ board: '*', model: 'resnet8', flash: 1 }], []],
];

for (const [title, limits, sentences] of cases) {
  test(`Of ${title} come the right sentences.`, (t) => {
    t.deepEqual(breaches(passed, limits), sentences);
  });
}

test('A figure that has a limit and was not measured breaks it.', (t) => {
  t.deepEqual(breaches({ ...passed, accuracy: null }, [{ ...here, accuracy: 0.5 }]), [
    'accuracy was not measured, but has the limit 0.5',
  ]);
});

test('What was skipped breaks no limit.', (t) => {
  t.deepEqual(breaches(skipped, [{ board: '*', model: '*', flash: 1, accuracy: 1 }]), []);
});
