import test from 'ava';
import { PNG } from 'pngjs';
import { contactSheet } from './contact-sheet.js';
import type { Dataset, Split } from './dataset.js';
import { describeDataset } from './describe-dataset.js';

/** Samples of two bytes. */
function split(samples: readonly (readonly [number, number])[], labels: readonly number[]): Split {
  return {
    images: Uint8Array.from(samples.flat()),
    labels: Uint8Array.from(labels),
    count: labels.length,
  };
}

const sound: Dataset = {
  name: 'two',
  shape: [1, 2, 1],
  classes: ['a', 'b'],
  train: split(
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    [0, 1, 1],
  ),
  validation: split(
    [
      [1, 3],
      [2, 2],
    ],
    [0, 1],
  ),
  test: split(
    [
      [4, 3],
      [6, 5],
    ],
    [1, 0],
  ),
};

test('A description counts samples by part and class, and finds nothing wrong with sound data.', (t) => {
  t.deepEqual(describeDataset(sound), {
    name: 'two',
    shape: [1, 2, 1],
    zeroPoint: 0,
    classes: ['a', 'b'],
    parts: {
      train: { count: 3, byClass: [1, 2] },
      validation: { count: 2, byClass: [1, 1] },
      test: { count: 2, byClass: [1, 1] },
    },
    problems: [],
  });
});

const problems: readonly { title: string; change: Partial<Dataset>; problem: string }[] = [
  {
    title: 'A class that is never tested',
    change: { test: split([[4, 3]], [0]) },
    problem: 'class "b" has no sample in test',
  },
  {
    title: 'A test sample that was trained on',
    change: {
      test: split(
        [
          [5, 6],
          [9, 9],
          [3, 4],
        ],
        [0, 1, 1],
      ),
    },
    problem: '2 of 3 samples in test are in train, too',
  },
  {
    title: 'A validation sample that was trained on',
    change: {
      validation: split(
        [
          [1, 2],
          [9, 9],
        ],
        [0, 1],
      ),
    },
    problem: '1 of 2 samples in validation are in train, too',
  },
];

for (const { title, change, problem } of problems) {
  test(`${title} is a problem.`, (t) => {
    t.deepEqual(describeDataset({ ...sound, ...change }).problems, [problem]);
  });
}

test('A contact sheet shows grey and coloured samples in a grid with gaps.', (t) => {
  const grey = PNG.sync.read(
    contactSheet({ split: sound.train, shape: [1, 2, 1], indices: [2, 0] }),
  );
  t.deepEqual([grey.width, grey.height], [6, 8]);
  const pixel = (x: number, y: number) => [
    ...grey.data.subarray(4 * (y * 6 + x), 4 * (y * 6 + x) + 4),
  ];
  t.deepEqual(
    [pixel(2, 2), pixel(3, 2), pixel(2, 5), pixel(0, 0), pixel(4, 2)],
    [
      [5, 5, 5, 255],
      [6, 6, 6, 255],
      [1, 1, 1, 255],
      [128, 128, 128, 255],
      [128, 128, 128, 255],
    ],
  );
  const colour = { images: Uint8Array.of(10, 20, 30), labels: Uint8Array.of(0), count: 1 };
  const sheet = PNG.sync.read(contactSheet({ split: colour, shape: [1, 1, 3], indices: [0] }));
  t.deepEqual([...sheet.data.subarray(4 * (2 * 5 + 2), 4 * (2 * 5 + 2) + 4)], [10, 20, 30, 255]);
});
