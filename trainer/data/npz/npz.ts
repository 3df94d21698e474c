import path from 'node:path';
import type { Dataset, DatasetFormat, Shape, Split } from '../dataset.js';
import { dataFileInvalid, dataFolderNeeded } from '../errors.js';
import { isFolder } from '../read-file.js';
import { checkSameShape, holdOut } from '../split.js';
import { readArrays } from './archive.js';
import type { NpyArray } from './npy.js';
import { toLabels } from './npz-labels.js';

/** Keras' layout: x_train, y_train, x_test and y_test in one archive. */
export const npz: DatasetFormat = {
  name: 'npz',
  description: 'a .npz file with x_train, y_train, x_test, y_test; 8-bit images, N×H×W or N×H×W×C',
  layout: [
    'NAME.npz, or a folder NAME with NAME.npz in it',
    'x_train, x_test    |u1, N×H×W or N×H×W×C',
    'y_train, y_test    N class numbers',
    'The last tenth of x_train is for validation.',
  ],
  needsFolder: true,
  // eslint-disable-next-line @typescript-eslint/require-await -- so that throwing rejects
  async load({ folder }) {
    if (folder === undefined) throw dataFolderNeeded('npz');
    return loadArchive(archivePath(folder));
  },
};

/** `folder` may be the archive itself. */
function archivePath(folder: string): string {
  if (!isFolder(folder)) return folder;
  return path.join(folder, `${path.basename(path.resolve(folder))}.npz`);
}

function loadArchive(file: string): Dataset {
  const arrays = readArrays(file, ['x_train', 'y_train', 'x_test', 'y_test']);
  const all = toSplit(`${file}: x_train`, arrays.x_train, `${file}: y_train`, arrays.y_train);
  const test = toSplit(`${file}: x_test`, arrays.x_test, `${file}: y_test`, arrays.y_test);
  checkSameShape(`${file}: x_test`, test.shape, all.shape);
  return {
    name: path.basename(file, '.npz'),
    shape: all.shape,
    classes: classNames(file, [all, test]),
    ...holdOut(all, Math.max(Math.floor(all.count / 10), 1)),
    test,
  };
}

function toSplit(
  imagesFile: string,
  { shape, type, data }: NpyArray,
  labelsFile: string,
  labels: NpyArray,
): Split & { readonly shape: Shape } {
  const [count, height, width, channels = 1] = shape;
  const isImages = type === '|u1' && (shape.length === 3 || shape.length === 4);
  if (!isImages || count < 2 || data.length === 0) {
    const wanted = 'not at least 2 images, N×H×W or N×H×W×C, of 8-bit pixels (|u1)';
    throw dataFileInvalid(imagesFile, `it is ${shape.join('×')} ${type}, ${wanted}`);
  }
  const values = toLabels(labelsFile, labels, count);
  return { images: data, labels: values, count, shape: [height, width, channels] };
}

/** The archive names no classes, so that they are called by their numbers. */
function classNames(file: string, splits: readonly Split[]): string[] {
  const greatest = Math.max(...splits.map(({ labels }) => labels.reduce((a, b) => Math.max(a, b))));
  if (greatest === 0) {
    throw dataFileInvalid(file, 'all its labels are 0; there is nothing to learn');
  }
  return Array.from({ length: greatest + 1 }, (_, label) => String(label));
}
