import path from 'node:path';
import { createRandom, type Random } from '../../random.js';
import type { Dataset, DatasetFormat, DatasetOptions, Split } from '../dataset.js';
import { dataFileInvalid, dataFolderNeeded } from '../errors.js';
import { isFolder } from '../read-file.js';
import { holdOut, slice } from '../split.js';
import { classNames, listPictures, type LabelledFile } from './list-pictures.js';
import { stackPictures } from './stack-pictures.js';

/** One folder per class, below `train/` and `test/` or without that split. */
export const imageFolder: DatasetFormat = {
  name: 'folder',
  description: 'pictures (PNG, JPEG) in DIR/train/CLASS and DIR/test/CLASS, or in DIR/CLASS',
  layout: [
    'train/CLASS/*.png, *.jpg    a tenth of them, drawn by --seed, is for validation',
    'test/CLASS/*.png, *.jpg',
    'or CLASS/*.png, *.jpg       a fifth of them is for the test',
  ],
  needsFolder: true,
  // eslint-disable-next-line @typescript-eslint/require-await -- so that throwing rejects
  async load(options) {
    if (options.folder === undefined) throw dataFolderNeeded('folder');
    return loadFolder(options.folder, options);
  },
};

function loadFolder(folder: string, { seed = 1, size }: DatasetOptions): Dataset {
  const { classes, train, test } = listParts(folder, createRandom(`folder/${seed}`));
  const heldOut = Math.max(Math.floor(train.length / 10), 1);
  if (train.length <= heldOut || test.length === 0) {
    const found = `${train.length} pictures to train on and ${test.length} to test on`;
    throw dataFileInvalid(folder, `${found} are too few`);
  }
  const files = [...train, ...test];
  const { shape, images } = stackPictures(
    files.map(({ file }) => file),
    size,
  );
  const labels = Uint8Array.from(files, ({ label }) => label);
  const all: Split = { images, labels, count: files.length };
  return {
    name: path.basename(path.resolve(folder)),
    shape,
    classes,
    ...holdOut(slice(all, 0, train.length), heldOut),
    test: slice(all, train.length, files.length),
  };
}

interface Parts {
  readonly classes: readonly string[];
  /** In random order, so that validation images can be taken from the end. */
  readonly train: readonly LabelledFile[];
  readonly test: readonly LabelledFile[];
}

/** Without `train/` and `test/`, a random fifth of the pictures is for the test. */
function listParts(folder: string, random: Random): Parts {
  const [train, test] = [path.join(folder, 'train'), path.join(folder, 'test')];
  const isSplit = isFolder(train) && isFolder(test);
  const classes = classNames(isSplit ? train : folder);
  const list = (part: string): LabelledFile[] =>
    random.fork(part).shuffle(listPictures(path.join(folder, part), classes));
  if (isSplit) return { classes, train: list('train'), test: list('test') };
  const all = list('.');
  const testCount = Math.max(Math.floor(all.length / 5), 1);
  return { classes, train: all.slice(0, -testCount), test: all.slice(-testCount) };
}
