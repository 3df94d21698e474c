import { statSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import type { DatasetFormat, Shape, Split } from '../dataset.js';
import { dataFileInvalid, dataFolderNeeded, labelOutOfRange } from '../errors.js';
import { readDataFile } from '../read-file.js';
import { slice } from '../split.js';
import { parseNpy, type NpyArray } from './npy.js';

const mostClasses = 256;

/** Keras' layout: x_train, y_train, x_test and y_test in one archive. */
export const npz: DatasetFormat = {
  name: 'npz',
  description: 'a .npz file with x_train, y_train, x_test, y_test; 8-bit images, N×H×W or N×H×W×C',
  needsFolder: true,
  // eslint-disable-next-line @typescript-eslint/require-await -- so that throwing rejects
  async load({ folder }) {
    if (folder === undefined) throw dataFolderNeeded('npz');
    const file = archivePath(folder);
    const arrays = readArchive(file);
    const [train, test] = ['train', 'test'].map((part) => toSplit(file, arrays, part));
    if (train.shape.join() !== test.shape.join()) {
      throw dataFileInvalid(
        file,
        `x_train has images of ${train.shape.join('×')}, x_test of ${test.shape.join('×')}`,
      );
    }
    const kept = train.count - Math.max(Math.floor(train.count / 10), 1);
    const classes = 1 + Math.max(greatest(train.labels), greatest(test.labels));
    return {
      name: path.basename(file, '.npz'),
      shape: train.shape,
      classes: Array.from({ length: classes }, (_, label) => String(label)),
      train: slice(train, 0, kept),
      validation: slice(train, kept, train.count),
      test,
    };
  },
};

/** `folder` may be the archive itself. */
function archivePath(folder: string): string {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder ? path.join(folder, `${path.basename(path.resolve(folder))}.npz`) : folder;
}

function readArchive(file: string): Record<string, Uint8Array> {
  const { bytes } = readDataFile(file);
  try {
    return unzipSync(bytes);
  } catch (error) {
    throw dataFileInvalid(file, `it is no whole zip archive (${(error as Error).message})`);
  }
}

function toSplit(
  file: string,
  arrays: Record<string, Uint8Array>,
  part: string,
): Split & { shape: Shape } {
  const images = arrayOf(file, arrays, `x_${part}`);
  const labels = arrayOf(file, arrays, `y_${part}`);
  const [count, height, width, channels = 1] = images.shape;
  const rank = images.shape.length;
  if (images.type !== '|u1' || rank < 3 || rank > 4 || count < 2) {
    throw dataFileInvalid(
      file,
      `x_${part} is ${images.shape.join('×')} ${images.type}, not N×H×W or N×H×W×C of 8-bit pixels`,
    );
  }
  const values = toLabels(file, labels);
  if (values.length !== count) {
    throw dataFileInvalid(file, `y_${part} has ${values.length} labels for ${count} images`);
  }
  return { images: images.data, labels: values, count, shape: [height, width, channels] };
}

function arrayOf(file: string, arrays: Record<string, Uint8Array>, name: string): NpyArray {
  const bytes = arrays[`${name}.npy`] as Uint8Array | undefined;
  if (!bytes)
    {throw dataFileInvalid(
      file,
      `it holds no array ${name}, only ${Object.keys(arrays).join(', ')}`,
    );}
  return parseNpy(`${file}: ${name}`, Buffer.from(bytes));
}

/** Labels of any integer type as bytes. */
function toLabels(file: string, { data, type, shape }: NpyArray): Uint8Array {
  const size = Number(type[2]);
  const count = shape.reduce((product, length) => product * length, 1);
  return Uint8Array.from({ length: count }, (_, index) => {
    const label = data.readIntLE(index * size, Math.min(size, 6));
    const value = type === '|u1' ? data[index] : label;
    if (value < 0 || value >= mostClasses) throw labelOutOfRange(file, index, value, mostClasses);
    return value;
  });
}

function greatest(labels: Uint8Array): number {
  return labels.reduce((most, label) => Math.max(most, label), 0);
}
