import path from 'node:path';
import test from 'ava';
import jpeg from 'jpeg-js';
import { PNG, type ColorType } from 'pngjs';
import type { Dataset } from '../dataset.js';
import { expectRefusal, type BadInput } from '../testing/bad-input.js';
import { fixtureFolder, type Files } from '../testing/fixture-folder.js';
import { imageFolder } from './image-folder.js';

type Colour = readonly [red: number, green: number, blue: number, alpha?: number];

interface PngKind {
  readonly colorType?: ColorType;
  readonly bitDepth?: 8 | 16;
}

const rgba = ([red, green, blue, alpha = 255]: Colour, pixels: number): Buffer =>
  Buffer.from(Array.from({ length: pixels }, () => [red, green, blue, alpha]).flat());

/** A picture of one colour. */
function png(
  colour: Colour,
  [height, width] = [2, 3],
  { colorType = 6, bitDepth = 8 }: PngKind = {},
) {
  const picture = new PNG({ width, height });
  const bytes = rgba(colour, height * width);
  picture.data = bytes;
  if (bitDepth === 16) picture.data = asBytes(Uint16Array.from(bytes, (value) => value * 257));
  return PNG.sync.write(picture, { colorType, bitDepth, inputHasAlpha: true });
}

const asBytes = ({ buffer }: Uint16Array): Buffer => Buffer.from(buffer);

const grey = (value: number, size?: [number, number]): Buffer => png([value, value, value], size);

/** Ten pictures of each class; grey values tell them apart: class 'a' has 0 to 9, 'b' 100 to 109. */
function classFolders(prefix = '', offset = 0): Files {
  return Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => {
      const [name, value] = [i < 10 ? 'a' : 'b', (i % 10) + (i < 10 ? 0 : 100) + offset];
      return [`${prefix}${name}/${i}.png`, grey(value)];
    }),
  );
}

const valuesOf = ({ images, count }: Dataset['train']): number[] =>
  Array.from({ length: count }, (_, i) => images[(i * images.length) / count]);

const flat = classFolders();
const split = { ...classFolders('train/'), ...classFolders('test/', 50) };

test('A fifth of the pictures without a split is for the test, a tenth of the rest held out.', async (t) => {
  const { shape, classes, train, validation, test } = await imageFolder.load({
    folder: fixtureFolder(t, flat),
  });
  t.deepEqual(
    [shape, classes],
    [
      [2, 3, 1],
      ['a', 'b'],
    ],
  );
  t.deepEqual([train.count, validation.count, test.count], [15, 1, 4]);
  const values = [train, validation, test].flatMap(valuesOf);
  t.deepEqual(
    values.toSorted((a, b) => a - b),
    Array.from({ length: 20 }, (_, i) => (i % 10) + (i < 10 ? 0 : 100)),
  );
  for (const part of [train, validation, test]) {
    t.deepEqual(
      [...part.labels],
      valuesOf(part).map((value) => (value < 100 ? 0 : 1)),
    );
  }
});

test('The split depends on the seed alone, not on the place.', async (t) => {
  const load = (seed?: number) => imageFolder.load({ folder: fixtureFolder(t, flat), seed });
  const [first, again, other] = [await load(), await load(1), await load(2)];
  t.deepEqual(valuesOf(first.train), valuesOf(again.train));
  t.deepEqual(valuesOf(first.test), valuesOf(again.test));
  t.notDeepEqual(valuesOf(first.test), valuesOf(other.test));
});

test('train/ and test/ are kept apart.', async (t) => {
  const folder = fixtureFolder(t, split);
  const { name, train, validation, test } = await imageFolder.load({ folder });
  t.is(name, path.basename(folder));
  t.deepEqual([train.count, validation.count, test.count], [18, 2, 20]);
  t.true([...valuesOf(train), ...valuesOf(validation)].every((value) => value % 100 < 10));
  t.true(valuesOf(test).every((value) => value % 100 >= 50));
});

test('Hidden folders and files that are no pictures are passed over.', async (t) => {
  const litter = {
    '.cache/x.png': grey(7),
    'a/.x.png': 'no picture',
    'a/notes.txt': '',
    'x.png': '',
  };
  const { classes, train } = await imageFolder.load({
    folder: fixtureFolder(t, { ...flat, ...litter }),
  });
  t.deepEqual([classes, train.count], [['a', 'b'], 15]);
});

/** A 1-bit palette picture of 2 × 1: blue, then a colour of 10, 20, 30. */
const palette = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABAQMAAADO7O3JAAAABlBMVEUAAP8KFB6iVNDeAAAACklEQVR4nGNwAAAAQgBBKTf07wAAAABJRU5ErkJggg==',
  'base64',
);

interface Kind {
  readonly picture: Buffer;
  readonly ending?: string;
  readonly size?: [number, number];
  /** The first pixel. */
  readonly expected: readonly number[];
  readonly tolerance?: number;
}

const photo = (colour: Colour): Buffer =>
  jpeg.encode({ width: 16, height: 8, data: rgba(colour, 128) }, 95).data;

const kinds: Record<string, Kind> = {
  'A grey PNG': { picture: png([90, 90, 90], [2, 3], { colorType: 0 }), expected: [90] },
  'A grey PNG with alpha': {
    picture: png([90, 90, 90, 128], [2, 3], { colorType: 4 }),
    expected: [90],
  },
  'A colour PNG': { picture: png([10, 20, 30], [2, 3], { colorType: 2 }), expected: [10, 20, 30] },
  'A PNG with alpha': { picture: png([10, 20, 30, 0]), expected: [10, 20, 30] },
  'A colour PNG without colours': {
    picture: png([7, 7, 7], [2, 3], { colorType: 2 }),
    expected: [7],
  },
  'A 16-bit PNG': { picture: png([10, 20, 30], [2, 3], { bitDepth: 16 }), expected: [10, 20, 30] },
  'A palette PNG': { picture: palette, expected: [0, 0, 255] },
  'A colour JPEG': {
    picture: photo([200, 40, 90]),
    ending: 'jpg',
    expected: [200, 40, 90],
    tolerance: 4,
  },
  'A grey JPEG': { picture: photo([60, 60, 60]), ending: 'JPEG', expected: [60], tolerance: 1 },
  'A resized PNG': { picture: png([10, 20, 30], [5, 9]), size: [4, 4], expected: [10, 20, 30] },
};

for (const [title, { picture, ending = 'png', size, expected, tolerance = 0 }] of Object.entries(
  kinds,
)) {
  test(`${title} is decoded.`, async (t) => {
    const names = ['train/a/1', 'train/b/2', 'train/b/3', 'test/a/1'];
    const files = Object.fromEntries(names.map((name) => [`${name}.${ending}`, picture]));
    const { shape, train } = await imageFolder.load({ folder: fixtureFolder(t, files), size });
    t.is(shape[2], expected.length);
    if (size) t.deepEqual(shape.slice(0, 2), size);
    expected.forEach((value, channel) => {
      t.true(
        Math.abs(train.images[channel] - value) <= tolerance,
        `channel ${channel} is ${train.images[channel]}`,
      );
    });
  });
}

test('One colour picture makes all of them colour pictures.', async (t) => {
  const files = { ...split, 'test/a/colour.png': png([1, 2, 3]) };
  const { shape, train } = await imageFolder.load({ folder: fixtureFolder(t, files) });
  t.is(shape[2], 3);
  t.deepEqual(train.images[0], train.images[2]);
});

function hugePng(): Buffer {
  const picture = grey(1, [3, 3]);
  picture.writeUInt32BE(2 ** 31 - 1, 16);
  return picture;
}

const faults: readonly BadInput[] = [
  {
    title: 'a picture of another size',
    files: { ...split, 'test/b/wide.png': grey(1, [2, 4]) },
    code: 'SB_DATA_IMAGE_SIZE',
    mentions: ['wide.png', '2×4', '2×3', '--size'],
  },
  {
    title: 'a cut PNG',
    files: { ...flat, 'a/broken.png': grey(1).subarray(0, 40) },
    code: 'SB_DATA_INVALID',
    mentions: ['broken.png', 'no whole picture'],
  },
  {
    title: 'a PNG of an absurd size',
    files: { ...flat, 'a/huge.png': hugePng() },
    code: 'SB_DATA_INVALID',
    mentions: ['huge.png', '3×2147483647 pixels'],
  },
  {
    title: 'a text file named PNG',
    files: { ...flat, 'b/text.PNG': 'a kitten' },
    code: 'SB_DATA_INVALID',
    mentions: ['text.PNG', 'no whole picture'],
  },
  {
    title: 'a cut JPEG',
    files: { ...flat, 'a/broken.jpeg': photo([1, 2, 3]).subarray(0, 100) },
    code: 'SB_DATA_INVALID',
    mentions: ['broken.jpeg', 'no whole picture'],
  },
  {
    title: 'a folder named like a picture',
    files: { ...flat, 'a/folder.png/x': '' },
    code: 'SB_DATA_UNREADABLE',
    mentions: ['folder.png', 'EISDIR'],
  },
  {
    title: 'a test class that is not trained',
    files: { ...split, 'test/zebra/1.png': grey(1) },
    code: 'SB_DATA_INVALID',
    mentions: [path.join('test', 'zebra'), 'no training folder'],
  },
  {
    title: 'a class without pictures',
    files: { ...flat, 'c/photo.bmp': '' },
    code: 'SB_DATA_INVALID',
    mentions: [`${path.sep}c:`, 'no picture', '.png, .jpg, .jpeg'],
  },
  {
    title: 'a folder of two pictures',
    files: { 'a/1.png': grey(1), 'b/2.png': grey(2) },
    code: 'SB_DATA_INVALID',
    mentions: ['softbit-', '1 pictures to train on and 1 to test on', 'too few'],
  },
  {
    title: 'an empty test folder',
    files: { ...classFolders('train/'), 'test/README': '' },
    code: 'SB_DATA_INVALID',
    mentions: ['softbit-', '20 pictures to train on and 0 to test on'],
  },
  {
    title: 'an empty folder',
    files: {},
    code: 'SB_DATA_MISSING',
    mentions: ['softbit-', 'two folders'],
  },
  {
    title: 'a folder of one class',
    files: { 'a/1.png': grey(1) },
    code: 'SB_DATA_MISSING',
    mentions: ['softbit-', 'two folders'],
  },
];

for (const fault of faults) {
  test(`Among pictures, ${fault.title} is refused.`, (t) => expectRefusal(t, imageFolder, fault));
}
