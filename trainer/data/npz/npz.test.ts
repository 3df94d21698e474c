import path from 'node:path';
import test from 'ava';
import { zipSync } from 'fflate';
import { expectRefusal, type BadInput } from '../testing/bad-input.js';
import { fixtureFolder } from '../testing/fixture-folder.js';
import { npz } from './npz.js';

interface Npy {
  readonly type?: string;
  readonly shape: readonly number[];
  readonly data: ArrayBufferView;
  readonly version?: 1 | 2 | 3;
  readonly fortran?: boolean;
}

/** Writes an array as NumPy does: the header is padded so that the data begins at a multiple of 64. */
function npy({ type = '|u1', shape, data, version = 1, fortran = false }: Npy): Uint8Array {
  const sizes = shape.map((size) => `${size},`).join(' ');
  const order = fortran ? 'True' : 'False';
  const text = `{'descr': '${type}', 'fortran_order': ${order}, 'shape': (${sizes}), }`;
  const fixed = version === 1 ? 10 : 12;
  const header = text.padEnd(Math.ceil((fixed + text.length + 1) / 64) * 64 - fixed - 1) + '\n';
  const start = Buffer.alloc(fixed);
  start.write('\x93NUMPY', 'latin1');
  start[6] = version;
  if (version === 1) start.writeUInt16LE(header.length, 8);
  else start.writeUInt32LE(header.length, 8);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat([start, Buffer.from(header, 'latin1'), bytes]);
}

const counting = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i);
const bytes = (...labels: number[]): Uint8Array => Uint8Array.from(labels);

const good: Record<string, Npy> = {
  x_train: { shape: [4, 2, 3], data: counting(24) },
  y_train: { shape: [4], data: bytes(0, 2, 1, 2) },
  x_test: { shape: [2, 2, 3], data: counting(12) },
  y_test: { shape: [2], data: bytes(1, 0) },
};

const archive = (arrays: Record<string, Npy>): Uint8Array =>
  zipSync(
    Object.fromEntries(Object.entries(arrays).map(([name, array]) => [`${name}.npy`, npy(array)])),
  );

/** The first pixels of x_train, stored without compression, are found and one of them changed. */
const altered = Buffer.from(zipSync({ 'x_train.npy': npy(good.x_train) }, { level: 0 }));
altered[altered.indexOf(counting(24)) + 7] ^= 0xff;

const longs = BigInt64Array.from([0n, 2n, 1n, 2n]);
const colour = {
  x_train: { shape: [4, 2, 1, 3], data: counting(24) },
  x_test: { shape: [2, 2, 1, 3], data: counting(12) },
};

const readable: Record<string, { change: Record<string, Npy>; shape?: number[] }> = {
  'Grey images N×H×W': { change: {} },
  'Colour images N×H×W×C': { change: colour, shape: [2, 1, 3] },
  'Labels of 64 bits': { change: { y_train: { type: '<i8', shape: [4], data: longs } } },
  'A column of labels': { change: { y_train: { type: '<i8', shape: [4, 1], data: longs } } },
  'Signed bytes': { change: { y_train: { type: '|i1', shape: [4], data: bytes(0, 2, 1, 2) } } },
  'Unsigned 32-bit labels': {
    change: { y_train: { type: '<u4', shape: [4], data: Uint32Array.of(0, 2, 1, 2) } },
  },
  'A header of version 2': { change: { x_train: { ...good.x_train, version: 2 } } },
  'A header of version 3': { change: { y_test: { ...good.y_test, version: 3 } } },
  'An array that is not ours': { change: { z: { type: '<f8', shape: [1], data: counting(8) } } },
};

for (const [title, { change, shape = [2, 3, 1] }] of Object.entries(readable)) {
  test(`${title} can be read.`, async (t) => {
    const folder = fixtureFolder(t, { 'set.npz': archive({ ...good, ...change }) });
    const dataset = await npz.load({ folder: path.join(folder, 'set.npz') });
    t.is(dataset.name, 'set');
    t.deepEqual([...dataset.shape], shape);
    t.deepEqual(dataset.classes, ['0', '1', '2']);
    t.deepEqual([...dataset.train.labels], [0, 2, 1]);
    t.deepEqual([...dataset.validation.labels], [2]);
    t.deepEqual([...dataset.validation.images], [18, 19, 20, 21, 22, 23]);
    t.deepEqual([...dataset.test.labels], [1, 0]);
  });
}

test('A folder stands for the archive in it that has its name.', async (t) => {
  const folder = fixtureFolder(t, { 'toys/toys.npz': archive(good) });
  t.is((await npz.load({ folder: path.join(folder, 'toys') })).name, 'toys');
});

interface Fault extends Omit<BadInput, 'files' | 'code'> {
  readonly code?: string;
  readonly change: Record<string, Npy>;
}

const faults: readonly Fault[] = [
  {
    title: 'an array in Fortran order',
    change: { x_train: { ...good.x_train, fortran: true } },
    mentions: ['x_train', 'Fortran'],
  },
  {
    title: 'an array of floats',
    change: { x_test: { type: '<f4', shape: [2, 2, 3], data: new Float32Array(12) } },
    mentions: ['x_test', '<f4'],
  },
  {
    title: 'an array of 16-bit pixels',
    change: { x_train: { type: '<u2', shape: [4, 2, 3], data: new Uint16Array(24) } },
    mentions: ['x_train', '4×2×3 <u2', '|u1'],
  },
  {
    title: 'a big-endian array',
    change: { y_train: { type: '>i8', shape: [4], data: longs } },
    mentions: ['y_train', '>i8'],
  },
  {
    title: 'an array of flat images',
    change: { x_train: { shape: [4, 6], data: counting(24) } },
    mentions: ['x_train', '4×6'],
  },
  {
    title: 'an array shorter than its shape',
    change: { x_train: { shape: [4, 2, 3], data: counting(23) } },
    mentions: ['x_train', '23 bytes', '24'],
  },
  {
    title: 'an array of an absurd shape',
    change: { x_train: { shape: [4e9, 4e9, 4e9], data: counting(24) } },
    mentions: ['x_train', '4000000000×4000000000×4000000000', '24 bytes'],
  },
  {
    title: 'an array of images without pixels',
    change: { x_train: { shape: [4, 0, 3], data: counting(0) } },
    mentions: ['x_train', '4×0×3'],
  },
  {
    title: 'a label too few',
    change: { y_train: { shape: [3], data: bytes(0, 1, 2) } },
    mentions: ['y_train', '3 labels', '4 images'],
  },
  {
    title: 'a table of one-hot labels',
    change: { y_train: { shape: [4, 3], data: counting(12) } },
    mentions: ['y_train', '4×3 labels', '4 images'],
  },
  {
    title: 'a negative label',
    code: 'SB_DATA_LABEL',
    change: { y_train: { type: '<i8', shape: [4], data: BigInt64Array.of(0n, -1n, 0n, 1n) } },
    mentions: ['y_train', 'label -1', 'record 1'],
  },
  {
    title: 'a label whose lowest 48 bits are 0',
    code: 'SB_DATA_LABEL',
    change: {
      y_train: { type: '<u8', shape: [4], data: BigUint64Array.of(1n, 0n, 0n, 2n ** 48n) },
    },
    mentions: ['y_train', `label ${2 ** 48}`, 'record 3'],
  },
  {
    title: 'a set of one class',
    change: {
      y_train: { shape: [4], data: bytes(0, 0, 0, 0) },
      y_test: { shape: [2], data: bytes(0, 0) },
    },
    mentions: ['set.npz', 'all its labels are 0'],
  },
  {
    title: 'a test set of another size',
    code: 'SB_DATA_IMAGE_SIZE',
    change: { x_test: { shape: [2, 3, 2], data: counting(12) } },
    mentions: ['x_test', '3×2×1', '2×3×1'],
  },
];

const rows: readonly BadInput[] = [
  ...faults.map(({ change, ...row }) => ({
    code: 'SB_DATA_INVALID',
    ...row,
    files: { 'set.npz': archive({ ...good, ...change }) },
  })),
  ...Object.keys(good).map((name) => ({
    title: `an archive without ${name}`,
    files: {
      'set.npz': archive(Object.fromEntries(Object.entries(good).filter(([key]) => key !== name))),
    },
    code: 'SB_DATA_INVALID',
    mentions: ['set.npz', `no array ${name}`, name === 'x_test' ? 'y_test.npy' : 'x_test.npy'],
  })),
  {
    title: 'a cut archive',
    files: { 'set.npz': archive(good).subarray(0, -30) },
    code: 'SB_DATA_INVALID',
    mentions: ['set.npz', 'no whole zip archive'],
  },
  {
    title: 'an altered pixel',
    files: { 'set.npz': altered },
    code: 'SB_DATA_INVALID',
    mentions: ['set.npz', 'x_train.npy fails its checksum'],
  },
  {
    title: 'an entry that is no array',
    files: { 'set.npz': zipSync({ 'x_train.npy': Buffer.from('not a NumPy array') }) },
    code: 'SB_DATA_INVALID',
    mentions: ['set.npz: x_train', 'does not begin as a NumPy array'],
  },
  {
    title: 'an array with a foreign header',
    files: { 'set.npz': zipSync({ 'x_train.npy': npy({ ...good.x_train, type: "'" }) }) },
    code: 'SB_DATA_INVALID',
    mentions: ['set.npz: x_train', 'descr', 'not understood'],
  },
  {
    title: 'a missing archive',
    files: {},
    code: 'SB_DATA_MISSING',
    mentions: ['set.npz'],
  },
  {
    title: 'a folder in the place of the archive in a folder',
    files: { 'set.npz/set.npz.npz/x': '' },
    code: 'SB_DATA_UNREADABLE',
    mentions: ['set.npz', 'EISDIR'],
  },
];

/** The same format, told the archive's name instead of its folder. */
const named = {
  ...npz,
  load: ({ folder = '' }) => npz.load({ folder: path.join(folder, 'set.npz') }),
};

for (const row of rows) {
  test(`In NPZ, ${row.title} is refused.`, (t) => expectRefusal(t, named, row));
}

test('A path that the system refuses is a coded error.', async (t) => {
  const folder = `${'x'.repeat(300)}.npz`;
  const error = await t.throwsAsync(npz.load({ folder }), { code: 'SB_DATA_UNREADABLE' });
  t.true(error?.message.includes('ENAMETOOLONG'));
});
