import test from 'ava';
import type { Dataset, Split } from './dataset.js';
import { developmentFold } from './development-fold.js';

/** Images of one pixel, each its own number. */
function numbered(numbers: readonly number[]): Split {
  const bytes = Uint8Array.from(numbers);
  return { images: bytes, labels: bytes, count: bytes.length };
}

const dataset: Dataset = {
  name: 'numbers',
  shape: [1, 1, 1],
  classes: [],
  train: numbered([0, 1, 2, 3, 4, 5]),
  validation: numbered([6, 7]),
  test: numbered([8, 9]),
};

test('a fold trains, validates and tests on training and validation images alone', (t) => {
  const { train, validation, test: tested } = developmentFold(dataset, { test: 3, validation: 2 });
  const labels = [train, validation, tested].map((split) => [...split.labels]);
  t.deepEqual(labels, [
    [0, 1, 2],
    [3, 4],
    [5, 6, 7],
  ]);
  t.deepEqual([...tested.images], [5, 6, 7]);
  t.deepEqual([train.count, validation.count, tested.count], [3, 2, 3]);
});

test('the last training image is not taken away', (t) => {
  const error = t.throws(() => developmentFold(dataset, { test: 6, validation: 2 }));
  t.like(error, { code: 'SB_DATA_FOLD' });
  t.regex(error.message, /8/);
});
