import { createHash } from 'node:crypto';
import test from 'ava';
import { createRandom } from '../../random.js';
import type { Shape } from '../dataset.js';
import { augmentations, type AugmentationName } from './augmentations.js';
import { flip } from './flip.js';
import { shift } from './shift.js';

interface Row {
  readonly title: string;
  readonly shape: Shape;
  readonly expected: readonly number[];
}

const counting = ([height, width, channels]: Shape): Float32Array =>
  Float32Array.from({ length: height * width * channels }, (_, i) => i + 1);

const flips: readonly Row[] = [
  { title: 'an even row', shape: [1, 4, 1], expected: [4, 3, 2, 1] },
  { title: 'an odd row', shape: [1, 3, 1], expected: [3, 2, 1] },
  { title: 'two rows', shape: [2, 2, 1], expected: [2, 1, 4, 3] },
  { title: 'pixels of two channels', shape: [1, 3, 2], expected: [5, 6, 3, 4, 1, 2] },
  { title: 'a column', shape: [3, 1, 1], expected: [1, 2, 3] },
];

for (const { title, shape, expected } of flips) {
  test(`A flip mirrors ${title}, and a second one undoes it.`, (t) => {
    const image = counting(shape);
    flip(image, shape);
    t.deepEqual([...image], expected);
    flip(image, shape);
    t.deepEqual(image, counting(shape));
  });
}

const grid: Shape = [2, 3, 1];
const shifts: readonly (Row & { by: readonly [down: number, right: number] })[] = [
  { title: 'by nothing', shape: grid, by: [0, 0], expected: [1, 2, 3, 4, 5, 6] },
  { title: 'down', shape: grid, by: [1, 0], expected: [0, 0, 0, 1, 2, 3] },
  { title: 'up', shape: grid, by: [-1, 0], expected: [4, 5, 6, 0, 0, 0] },
  { title: 'right', shape: grid, by: [0, 1], expected: [0, 1, 2, 0, 4, 5] },
  { title: 'left', shape: grid, by: [0, -2], expected: [3, 0, 0, 6, 0, 0] },
  { title: 'down and left', shape: grid, by: [1, -1], expected: [0, 0, 0, 2, 3, 0] },
  { title: 'up and right', shape: grid, by: [-1, 2], expected: [0, 0, 4, 0, 0, 0] },
  { title: 'out to the right', shape: grid, by: [0, 4], expected: [0, 0, 0, 0, 0, 0] },
  { title: 'out to the left', shape: grid, by: [0, -3], expected: [0, 0, 0, 0, 0, 0] },
  { title: 'out at the top', shape: grid, by: [-4, 0], expected: [0, 0, 0, 0, 0, 0] },
  { title: 'out at the bottom', shape: grid, by: [9, 0], expected: [0, 0, 0, 0, 0, 0] },
  {
    title: 'by a pixel of two channels',
    shape: [1, 3, 2],
    by: [0, 1],
    expected: [0, 0, 1, 2, 3, 4],
  },
];

for (const { title, shape, by, expected } of shifts) {
  test(`A shift ${title} moves whole pixels and clears what comes in.`, (t) => {
    const image = counting(shape);
    shift(image, shape, by);
    t.deepEqual([...image], expected);
  });
}

const photo: Shape = [9, 7, 3];
const randomImage = (): Float32Array => {
  const random = createRandom('photo');
  return Float32Array.from({ length: 9 * 7 * 3 }, () => random.integer(256) / 255);
};

const vary = (name: AugmentationName, seed: number): Float32Array => {
  const image = randomImage();
  augmentations[name](image, photo, createRandom(seed));
  return image;
};

for (const name of Object.keys(augmentations) as AugmentationName[]) {
  test(`${name} keeps pixels between 0 and 1 and depends on the seed alone.`, (t) => {
    for (let seed = 0; seed < 50; seed++) {
      const image = vary(name, seed);
      t.true(image.every((pixel) => pixel >= 0 && pixel <= 1));
      t.deepEqual(image, vary(name, seed));
    }
  });
}

test('none changes nothing, and the others do.', (t) => {
  t.deepEqual(vary('none', 1), randomImage());
  t.notDeepEqual(vary('affine', 1), randomImage());
  t.notDeepEqual(vary('shift-flip', 1), randomImage());
});

test('shift-flip shifts by at most 4 pixels in each direction and flips half of the images.', (t) => {
  const shape: Shape = [15, 15, 2];
  const places = new Set<string>();
  let flipped = 0;
  const random = createRandom('places');
  for (let i = 0; i < 2000; i++) {
    const image = new Float32Array(450);
    image.set([0.25, 0.5], (7 * 15 + 7) * 2);
    image.set([1, 1], (7 * 15 + 6) * 2);
    augmentations['shift-flip'](image, shape, random);
    const at = image.indexOf(0.25) / 2;
    t.is(image[at * 2 + 1], 0.5);
    places.add(`${Math.floor(at / 15) - 7} ${(at % 15) - 7}`);
    flipped += image[at * 2 + 2];
  }
  t.is(places.size, 81);
  t.true(flipped > 900 && flipped < 1100);
});

test('affine keeps the middle of an even image and lets black in at its border.', (t) => {
  const shape: Shape = [28, 28, 1];
  const random = createRandom('affine');
  let black = 0;
  for (let i = 0; i < 50; i++) {
    const image = new Float32Array(784).fill(1);
    augmentations.affine(image, shape, random);
    for (const at of [13 * 28 + 13, 10 * 28 + 17, 18 * 28 + 10]) t.is(image[at], 1);
    black += image.filter((pixel) => pixel === 0).length / 784;
  }
  t.true(black / 50 > 0.05 && black / 50 < 0.25);
});

test('affine gives these very bytes, so that a run of an older version can be repeated.', (t) => {
  const sum = createHash('sha256');
  for (let seed = 0; seed < 10; seed++) sum.update(new Uint8Array(vary('affine', seed).buffer));
  t.is(sum.digest('hex').slice(0, 16), '42c1d76f1647196e');
});
