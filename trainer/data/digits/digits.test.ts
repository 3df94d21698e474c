import { createHash } from 'node:crypto';
import test from 'ava';
import type { Dataset } from '../dataset.js';
import { digits } from './digits.js';

const size = 28 * 28;

function hash({ train, validation, test }: Dataset): string {
  const sum = createHash('sha256');
  for (const { images, labels } of [train, validation, test]) sum.update(images).update(labels);
  return sum.digest('hex');
}

test('A seed gives these very bytes on every machine and in every version.', async (t) => {
  t.is(
    hash(await digits.load({ seed: 1, count: 100 })),
    '6234cfed7d66fd5090c95754085b7fc189e00f84d78a5116830d959529aaa6cb',
  );
});

test('Equal seeds give equal sets, other seeds others, and the parts share no image.', async (t) => {
  const [first, again, other] = await Promise.all(
    [5, 5, 6].map((seed) => digits.load({ seed, count: 50 })),
  );
  t.is(hash(first), hash(again));
  t.not(hash(first), hash(other));
  t.notDeepEqual(first.train.images.subarray(0, 5 * size), first.test.images);
  t.notDeepEqual(first.validation.images, first.test.images);
});

test('A larger set begins with the smaller one.', async (t) => {
  const [small, large] = [await digits.load({ count: 20 }), await digits.load({ count: 30 })];
  t.deepEqual(large.train.images.subarray(0, 20 * size), small.train.images);
});

test('Classes are balanced, in no fixed order.', async (t) => {
  const { classes, train } = await digits.load({ count: 200 });
  const counts = classes.map((_, digit) => train.labels.filter((label) => label === digit).length);
  t.deepEqual(counts, new Array(10).fill(20));
  t.notDeepEqual(train.labels.subarray(0, 10), train.labels.subarray(10, 20));
});

test('Every image has ink and paper, and the ink is centred.', async (t) => {
  const { train } = await digits.load({ seed: 2, count: 300 });
  for (let image = 0; image < train.count; image++) {
    const pixels = train.images.subarray(image * size, (image + 1) * size);
    const mass = pixels.reduce((sum, ink) => sum + ink, 0);
    t.true(mass > 255 * 15 && mass < 255 * 350, `image ${image} has ${mass / 255} pixels of ink`);
    const x = pixels.reduce((sum, ink, at) => sum + ink * (at % 28), 0) / mass;
    const y = pixels.reduce((sum, ink, at) => sum + ink * Math.floor(at / 28), 0) / mass;
    t.true(Math.hypot(x - 13.5, y - 13.5) < 2, `image ${image} is centred on ${x}, ${y}`);
  }
});

for (const count of [0, 9, -20, 10.5, NaN, 1e9]) {
  test(`${count} training images are refused.`, async (t) => {
    const error = await t.throwsAsync(digits.load({ count }), { code: 'SB_DATA_COUNT' });
    t.true(error?.message.includes(String(count)));
  });
}
