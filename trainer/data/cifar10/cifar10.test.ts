import { existsSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { expectRefusal, type BadInput } from '../testing/bad-input.js';
import { fixtureFolder, type Files } from '../testing/fixture-folder.js';
import { cifar10 } from './cifar10.js';

const recordBytes = 3073;

/** Two images whose planes are told apart by their pixels: red counts up, green down, blue is fixed. */
const batch = (labels: readonly number[], blue: number): Buffer =>
  Buffer.concat(
    labels.map((label) =>
      Uint8Array.from({ length: recordBytes }, (_, at) => {
        if (at === 0) return label;
        const [plane, pixel] = [Math.floor((at - 1) / 1024), (at - 1) % 1024];
        return [pixel % 256, 255 - (pixel % 256), blue][plane];
      }),
    ),
  );

const good: Files = {
  'data_batch_1.bin': batch([0, 1], 1),
  'data_batch_2.bin': batch([2, 3], 2),
  'data_batch_3.bin': batch([4, 5], 3),
  'data_batch_4.bin': batch([6, 7], 4),
  'data_batch_5.bin': batch([8, 9], 5),
  'test_batch.bin': batch([9, 0, 9], 6),
};

const without = (name: string): Files =>
  Object.fromEntries(Object.entries(good).filter(([other]) => other !== name));

const below = (folder: string): Files =>
  Object.fromEntries(Object.entries(good).map(([name, bytes]) => [`${folder}/${name}`, bytes]));

const layouts: Record<string, { files: Files; testLabels: number[] }> = {
  'The official files': { files: good, testLabels: [9, 0, 9] },
  'The unpacked archive': { files: below('cifar-10-batches-bin'), testLabels: [9, 0, 9] },
  'A test subset': {
    files: { ...without('test_batch.bin'), 'test_subset.bin': batch([3], 6) },
    testLabels: [3],
  },
  'The whole test set, which goes before its subset,': {
    files: { ...good, 'test_subset.bin': batch([3], 6) },
    testLabels: [9, 0, 9],
  },
};

for (const [title, { files, testLabels }] of Object.entries(layouts)) {
  test(`${title} loads in order, the last training image held out.`, async (t) => {
    const dataset = await cifar10.load({ folder: fixtureFolder(t, files) });
    t.deepEqual([...dataset.train.labels], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    t.deepEqual([...dataset.validation.labels], [9]);
    t.deepEqual([...dataset.test.labels], testLabels);
    t.is(dataset.classes[6], 'frog');
  });
}

const subsets: [title: string, files: Files, representative: number | undefined][] = [
  ['as far as it follows the test set', { 'test_subset.indices.txt': '0\n1\n5\n' }, 2],
  ['as a whole where nothing is left out', { 'test_subset.indices.txt': '0\n1\n2\n' }, undefined],
  ['as a whole where nothing says where it stood', {}, undefined],
];

for (const [title, files, representative] of subsets) {
  test(`A test subset is representative ${title}.`, async (t) => {
    const subset = { ...without('test_batch.bin'), 'test_subset.bin': batch([9, 0, 3], 6) };
    const { test } = await cifar10.load({ folder: fixtureFolder(t, { ...subset, ...files }) });
    t.is(test.representative, representative);
  });
}

test('Planes become pixels of red, green and blue.', async (t) => {
  const { shape, train } = await cifar10.load({ folder: fixtureFolder(t, good) });
  t.deepEqual(shape, [32, 32, 3]);
  for (const [image, pixel] of [
    [0, 0],
    [1, 1],
    [3, 33],
    [8, 1023],
  ]) {
    const at = (image * 1024 + pixel) * 3;
    const blue = 1 + Math.floor(image / 2);
    const expected = [pixel % 256, 255 - (pixel % 256), blue];
    t.deepEqual([...train.images.subarray(at, at + 3)], expected, `image ${image}, pixel ${pixel}`);
  }
});

test('Class names come from batches.meta.txt, with any line ends.', async (t) => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
  const files = { ...good, 'batches.meta.txt': `${names.join('\r\n')}\r\n\r\n` };
  t.deepEqual((await cifar10.load({ folder: fixtureFolder(t, files) })).classes, names);
});

const faults: readonly BadInput[] = [
  {
    title: 'a cut batch',
    files: { ...good, 'data_batch_3.bin': Buffer.alloc(recordBytes + 1) },
    code: 'SB_DATA_INVALID',
    mentions: ['data_batch_3.bin', '3074 bytes', '3073'],
  },
  {
    title: 'an empty batch',
    files: { ...good, 'data_batch_5.bin': '' },
    code: 'SB_DATA_INVALID',
    mentions: ['data_batch_5.bin', '0 bytes'],
  },
  {
    title: 'a label above 9',
    files: { ...good, 'data_batch_2.bin': batch([2, 10], 2) },
    code: 'SB_DATA_LABEL',
    mentions: ['data_batch_2.bin', 'label 10', 'record 1', '0 … 9'],
  },
  {
    title: 'a missing batch',
    files: without('data_batch_4.bin'),
    code: 'SB_DATA_MISSING',
    mentions: ['data_batch_4.bin', 'data_batch_4.bin.gz'],
  },
  {
    title: 'a missing test set',
    files: without('test_batch.bin'),
    code: 'SB_DATA_MISSING',
    mentions: ['test_batch.bin', 'test_subset.bin'],
  },
  {
    title: 'a list of too few class names',
    files: { ...good, 'batches.meta.txt': 'cat\ndog\n' },
    code: 'SB_DATA_INVALID',
    mentions: ['batches.meta.txt', '2 classes', '10'],
  },
];

for (const fault of faults) {
  test(`In CIFAR-10, ${fault.title} is refused.`, (t) => expectRefusal(t, cifar10, fault));
}

test('The real CIFAR-10 has 45,000 + 5,000 images and begins with a frog.', async (t) => {
  const folder = path.resolve(import.meta.dirname, '../../../../../shared/data/cifar10');
  if (!existsSync(path.join(folder, 'data_batch_1.bin'))) {
    t.log('Skipped: there is no unpacked CIFAR-10 in ../shared/data/cifar10.');
    return t.pass();
  }
  const { classes, train, validation } = await cifar10.load({ folder });
  t.deepEqual([train.count, validation.count], [45_000, 5000]);
  t.is(classes[train.labels[0]], 'frog');
});
