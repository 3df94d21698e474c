import { existsSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { expectRefusal, type BadInput } from '../testing/bad-input.js';
import { fixtureFolder, type Files } from '../testing/fixture-folder.js';
import { fashionMnist, mnist } from './idx.js';

const idx = (shape: readonly number[], data: ArrayLike<number>, type = 8): Buffer => {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, type, shape.length]);
  shape.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis));
  return Buffer.concat([header, Uint8Array.from(data)]);
};

const counting = (length: number): number[] => Array.from({ length }, (_, i) => i % 10);

const trainImages = 'train-images-idx3-ubyte';
const trainLabels = 'train-labels-idx1-ubyte';

const good: Files = {
  [trainImages]: idx([20, 2, 3], counting(120)),
  [trainLabels]: idx([20], counting(20)),
  't10k-images-idx3-ubyte': idx([10, 2, 3], counting(60)),
  't10k-labels-idx1-ubyte': idx([10], counting(10)),
};

const mapped = (change: (name: string, content: Buffer) => [string, Buffer]): Files =>
  Object.fromEntries(
    Object.entries(good).map(([name, content]) => change(name, content as Buffer)),
  );

const spellings: Record<string, Files> = {
  'the original names': good,
  'names with a dot': mapped((name, bytes) => [name.replace('-idx', '.idx'), bytes]),
  'gzip files': mapped((name, bytes) => [`${name}.gz`, gzipSync(bytes)]),
  'gzip files with a dot': mapped((name, bytes) => [
    `${name.replace('-idx', '.idx')}.gz`,
    gzipSync(bytes),
  ]),
};

for (const [title, files] of Object.entries(spellings)) {
  test(`${title} load, with the last tenth of the training images held out.`, async (t) => {
    const { shape, train, validation, test } = await mnist.load({
      folder: fixtureFolder(t, files),
    });
    t.deepEqual(shape, [2, 3, 1]);
    t.deepEqual([train.count, validation.count, test.count], [18, 2, 10]);
    t.deepEqual([...validation.labels], [8, 9]);
    t.deepEqual([...train.images.subarray(6, 12)], [6, 7, 8, 9, 0, 1]);
    t.deepEqual([...validation.images], counting(120).slice(108));
  });
}

const images = good[trainImages] as Buffer;
const faults: readonly BadInput[] = [
  {
    title: 'an empty file',
    files: { ...good, [trainLabels]: '' },
    code: 'SB_DATA_INVALID',
    mentions: [trainLabels, '0 bytes', '8'],
  },
  { title: 'an empty folder', files: {}, code: 'SB_DATA_MISSING', mentions: [trainImages, '.gz'] },
  {
    title: 'a folder in the place of a file',
    files: { ...without(trainLabels), [`${trainLabels}/x`]: '' },
    code: 'SB_DATA_UNREADABLE',
    mentions: [trainLabels, 'EISDIR'],
  },
  {
    title: 'a file of floats',
    files: { ...good, [trainImages]: idx([20, 2, 3], counting(120), 0x0d) },
    code: 'SB_DATA_INVALID',
    mentions: [trainImages, '0x00000d03', '0x00000803'],
  },
  {
    title: 'a label file in the place of images',
    files: { ...good, [trainImages]: idx([20], counting(20)) },
    code: 'SB_DATA_INVALID',
    mentions: [trainImages, '0x00000801'],
  },
  {
    title: 'a truncated file',
    files: { ...good, [trainImages]: images.subarray(0, -1) },
    code: 'SB_DATA_INVALID',
    mentions: [trainImages, '135 bytes', '20×2×3', '136'],
  },
  {
    title: 'an oversized file',
    files: { ...good, [trainImages]: Buffer.concat([images, Buffer.alloc(1)]) },
    code: 'SB_DATA_INVALID',
    mentions: [trainImages, '137 bytes', '136'],
  },
  {
    title: 'a header of an absurd size',
    files: { ...good, [trainImages]: idx([0xffffffff, 0xffffffff, 0xffffffff], []) },
    code: 'SB_DATA_INVALID',
    mentions: [trainImages, '16 bytes', '4294967295×4294967295×4294967295'],
  },
  {
    title: 'a file of images without pixels',
    files: { ...good, [trainImages]: idx([20, 0, 3], []) },
    code: 'SB_DATA_INVALID',
    mentions: [trainImages, '20×0×3'],
  },
  {
    title: 'a set of fewer than ten images',
    files: {
      ...good,
      [trainImages]: idx([9, 1, 1], counting(9)),
      [trainLabels]: idx([9], counting(9)),
    },
    code: 'SB_DATA_INVALID',
    mentions: [trainImages, '9×1×1'],
  },
  {
    title: 'a label too few',
    files: { ...good, [trainLabels]: idx([19], counting(19)) },
    code: 'SB_DATA_INVALID',
    mentions: [trainLabels, '19 labels', '20 images'],
  },
  {
    title: 'a label that is no class',
    files: { ...good, [trainLabels]: idx([20], [...counting(19), 10]) },
    code: 'SB_DATA_LABEL',
    mentions: [trainLabels, 'label 10', 'record 19', '0 … 9'],
  },
  {
    title: 'a test set of another size',
    files: { ...good, 't10k-images-idx3-ubyte': idx([10, 3, 2], counting(60)) },
    code: 'SB_DATA_IMAGE_SIZE',
    mentions: ['t10k-images', '3×2×1', '2×3×1'],
  },
  {
    title: 'a cut gzip file',
    files: { ...without(trainImages), [`${trainImages}.gz`]: gzipSync(images).subarray(0, -9) },
    code: 'SB_DATA_INVALID',
    mentions: [`${trainImages}.gz`, 'no whole gzip file', 'unexpected end'],
  },
];

function without(name: string): Files {
  return Object.fromEntries(Object.entries(good).filter(([other]) => other !== name));
}

for (const fault of faults) {
  test(`In IDX files, ${fault.title} is refused.`, (t) => expectRefusal(t, mnist, fault));
}

for (const name of Object.keys(good)) {
  test(`IDX files without ${name} are refused.`, (t) =>
    expectRefusal(t, mnist, {
      title: '',
      files: without(name),
      code: 'SB_DATA_MISSING',
      mentions: [name, `${name}.gz`, name.replace('-idx', '.idx')],
    }));
}

test('A missing folder is named.', async (t) => {
  const folder = path.join(fixtureFolder(t, {}), 'nowhere');
  const error = await t.throwsAsync(mnist.load({ folder }), { code: 'SB_DATA_MISSING' });
  t.true(error?.message.includes(folder));
});

test('Fashion-MNIST has the same files and names of garments.', async (t) => {
  const { classes } = await fashionMnist.load({ folder: fixtureFolder(t, good) });
  t.is(classes.length, 10);
  t.deepEqual([classes[0], classes[9]], ['T-shirt', 'ankle boot']);
});

test('The real MNIST begins with a 5 and has 55,000 + 5,000 + 10,000 images.', async (t) => {
  const folder = path.resolve(import.meta.dirname, '../../../../../shared/data/mnist');
  if (!existsSync(folder)) {
    t.log('Skipped: there is no MNIST in ../shared/data/mnist.');
    return t.pass();
  }
  const { shape, train, validation, test } = await mnist.load({ folder });
  t.deepEqual(shape, [28, 28, 1]);
  t.deepEqual([train.count, validation.count, test.count], [55_000, 5000, 10_000]);
  t.deepEqual([...train.labels.subarray(0, 5)], [5, 0, 4, 1, 9]);
  t.deepEqual([...test.labels.subarray(0, 5)], [7, 2, 1, 0, 4]);
});
