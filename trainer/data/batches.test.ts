import test from 'ava';
import { augmentations, type AugmentationName } from './augment/augmentations.js';
import { batches, type BatchOptions } from './batches.js';
import type { Shape, Split } from './dataset.js';

const shape: Shape = [2, 2, 1];

/** Image i is full of i, and its label is 3·i. */
const split: Split = {
  images: Uint8Array.from({ length: 44 }, (_, at) => Math.floor(at / 4)),
  labels: Uint8Array.from({ length: 11 }, (_, i) => 3 * i),
  count: 11,
};

const epochOf = (change: Partial<BatchOptions> = {}) => [
  ...batches(split, shape, { batchSize: 4, seed: 1, epoch: 0, augmentation: 'none', ...change }),
];

const order = (change: Partial<BatchOptions> = {}): number[] =>
  epochOf(change).flatMap(({ labels }) => [...labels]);

test('An epoch has every image once, and the last batch is smaller.', (t) => {
  t.deepEqual(
    epochOf().map(({ count }) => count),
    [4, 4, 3],
  );
  t.deepEqual(
    order().sort((a, b) => a - b),
    [...split.labels],
  );
});

test('Labels stay with their images, whose pixels become fractions of 255.', (t) => {
  for (const { images, labels, count } of epochOf()) {
    t.is(images.length, count * 4);
    const expected = [...labels].flatMap((label) => new Array<number>(4).fill(label / 3 / 255));
    t.deepEqual(images, Float32Array.from(expected));
  }
});

test('Every pixel is divided by 255 and rounded once.', (t) => {
  const images = Uint8Array.from({ length: 256 }, (_, pixel) => pixel);
  const one: Split = { images, labels: Uint8Array.of(0), count: 1 };
  const [batch] = batches(one, [16, 16, 1], {
    batchSize: 1,
    seed: 1,
    epoch: 0,
    augmentation: 'none',
  });
  t.deepEqual(
    [...batch.images],
    [...images].map((pixel) => Math.fround(pixel / 255)),
  );
});

test('The order depends on seed and epoch alone.', (t) => {
  t.deepEqual(order(), order());
  t.deepEqual(order(), order({ batchSize: 3, augmentation: 'affine' }));
  t.notDeepEqual(order(), order({ epoch: 1 }));
  t.notDeepEqual(order(), order({ seed: 2 }));
  t.notDeepEqual(order(), [...split.labels]);
});

for (const augmentation of Object.keys(augmentations) as AugmentationName[]) {
  test(`With ${augmentation}, an epoch repeats exactly and leaves the data set as it was.`, (t) => {
    const before = split.images.slice();
    t.deepEqual(epochOf({ augmentation }), epochOf({ augmentation }));
    t.deepEqual(split.images, before);
  });
}
