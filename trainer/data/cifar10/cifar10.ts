import { existsSync } from 'node:fs';
import path from 'node:path';
import type { DatasetFormat, Split } from '../dataset.js';
import { checkLabels } from '../check-labels.js';
import { dataFileInvalid, dataFolderNeeded } from '../errors.js';
import { isFolder, readDataFile, readFirst, type DataFile } from '../read-file.js';
import { holdOut, join } from '../split.js';

const side = 32;
const channels = 3;
const planeBytes = side * side;
const recordBytes = 1 + channels * planeBytes;
const heldOut = 5000;
const classes = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

/**
 * CIFAR-10's binary version: records of a label byte and the planes R, G and B. The last 5,000
 * training images are for validation; the test set is `test_batch.bin` or a subset of it.
 */
export const cifar10: DatasetFormat = {
  name: 'cifar10',
  description: 'CIFAR-10, binary version: a folder with data_batch_1..5.bin and test_batch.bin',
  layout: [
    'data_batch_1.bin … data_batch_5.bin    records: label, 1024 bytes each of red, green and blue',
    'test_batch.bin or test_subset.bin      the same',
    'test_subset.indices.txt                optional: where each record of the subset stood, a line',
    'batches.meta.txt                       optional: a class name a line',
    'They may lie in cifar-10-batches-bin/ and end in .gz; 5,000 of batch 5 are for validation.',
  ],
  needsFolder: true,
  // eslint-disable-next-line @typescript-eslint/require-await -- so that throwing rejects
  async load({ folder }) {
    if (folder === undefined) throw dataFolderNeeded('cifar10');
    const inner = path.join(folder, 'cifar-10-batches-bin');
    const place = isFolder(inner) ? inner : folder;
    const batches = [1, 2, 3, 4, 5].map((batch) => readFirst(place, [`data_batch_${batch}.bin`]));
    const all = join(batches.map(parseBatch));
    return {
      name: 'cifar10',
      shape: [side, side, channels],
      classes: readClassNames(place),
      ...holdOut(all, Math.min(heldOut, Math.ceil(all.count / 10))),
      test: {
        ...parseBatch(readFirst(place, ['test_batch.bin', 'test_subset.bin'])),
        representative: readUnsorted(place),
      },
    };
  },
};

/** A subset begins as the test set does; what follows may have been chosen by class. */
function readUnsorted(folder: string): number | undefined {
  const file = path.join(folder, 'test_subset.indices.txt');
  if (existsSync(path.join(folder, 'test_batch.bin')) || !existsSync(file)) return undefined;
  const places = readDataFile(file).bytes.toString('utf8').trim().split('\n').map(Number);
  const moved = places.findIndex((place, index) => place !== index);
  return moved < 0 ? undefined : moved;
}

function parseBatch({ path: file, bytes }: DataFile): Split {
  const count = bytes.length / recordBytes;
  if (!Number.isInteger(count) || count === 0) {
    throw dataFileInvalid(
      file,
      `its ${bytes.length} bytes are not one or more records of ${recordBytes}`,
    );
  }
  const labels = Uint8Array.from({ length: count }, (_, index) => bytes[index * recordBytes]);
  checkLabels(file, labels, classes.length);
  const images = new Uint8Array(count * channels * planeBytes);
  for (let index = 0; index < count; index++) interleave(bytes, index, images);
  return { images, labels, count };
}

/** Planes to pixels: from channel, row, column to row, column, channel. */
function interleave(bytes: Buffer, index: number, images: Uint8Array): void {
  const from = index * recordBytes + 1;
  const to = index * channels * planeBytes;
  for (let pixel = 0; pixel < planeBytes; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      images[to + pixel * channels + channel] = bytes[from + channel * planeBytes + pixel];
    }
  }
}

function readClassNames(folder: string): readonly string[] {
  const file = path.join(folder, 'batches.meta.txt');
  if (!existsSync(file)) return classes;
  const lines = readDataFile(file).bytes.toString('utf8').split('\n');
  const names = lines.map((line) => line.trim()).filter((line) => line !== '');
  if (names.length === classes.length) return names;
  throw dataFileInvalid(file, `it names ${names.length} classes, not ${classes.length}`);
}
