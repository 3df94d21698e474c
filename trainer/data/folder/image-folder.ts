import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createRandom } from '../../random.js';
import type { Dataset, DatasetFormat, DatasetOptions, Split } from '../dataset.js';
import { dataFileInvalid, dataFileMissing, dataFolderNeeded, imageSizesDiffer } from '../errors.js';
import { slice } from '../split.js';
import { decodeImage, pictureEndings, type Picture } from './decode-image.js';
import { resize } from './resize.js';

interface LabelledFile {
  readonly file: string;
  readonly label: number;
}

/** One folder per class, below `train/` and `test/` or without that split. */
export const imageFolder: DatasetFormat = {
  name: 'folder',
  description: 'pictures (PNG, JPEG) in DIR/train/CLASS and DIR/test/CLASS, or in DIR/CLASS',
  needsFolder: true,
  // eslint-disable-next-line @typescript-eslint/require-await -- so that throwing rejects
  async load(options) {
    if (options.folder === undefined) throw dataFolderNeeded('folder');
    return loadFolder(options.folder, options);
  },
};

function loadFolder(folder: string, { seed = 1, size }: DatasetOptions): Dataset {
  const split = existsSync(path.join(folder, 'train')) && existsSync(path.join(folder, 'test'));
  const classes = classNames(split ? path.join(folder, 'train') : folder);
  const random = createRandom(`folder/${seed}`);
  const list = (part: string): LabelledFile[] =>
    random.fork(part).shuffle(listPictures(path.join(folder, part), classes));
  const files = split ? [...list('train'), ...list('test')] : list('.');
  const testCount = split ? list('test').length : Math.max(Math.floor(files.length / 5), 1);
  const pictures = files.map(({ file }) => decodeImage(file));
  const { shape, images } = stack(files, pictures, size);
  const all: Split = {
    images,
    labels: Uint8Array.from(files, ({ label }) => label),
    count: files.length,
  };
  const trainEnd = files.length - testCount;
  const kept = trainEnd - Math.max(Math.floor(trainEnd / 10), 1);
  if (kept < 1) throw dataFileInvalid(folder, `${files.length} pictures are too few to train on`);
  return {
    name: path.basename(path.resolve(folder)),
    shape,
    classes,
    train: slice(all, 0, kept),
    validation: slice(all, kept, trainEnd),
    test: slice(all, trainEnd, files.length),
  };
}

/** Names of the sub-folders in alphabetical order; a class's label is its place in it. */
function classNames(folder: string): string[] {
  const names = foldersIn(folder);
  if (names.length < 2) throw dataFileMissing(folder, ['at least two folders named after classes']);
  return names;
}

function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    throw dataFileMissing(path.dirname(folder), [path.basename(folder)], error);
  }
}

function listPictures(folder: string, classes: readonly string[]): LabelledFile[] {
  const unknown = foldersIn(folder).find((name) => !classes.includes(name));
  if (unknown !== undefined) {
    throw dataFileInvalid(path.join(folder, unknown), 'no training folder has this class name');
  }
  return foldersIn(folder).flatMap((name) =>
    readdirSync(path.join(folder, name))
      .filter((file) => pictureEndings.includes(path.extname(file).toLowerCase()))
      .sort()
      .map((file) => ({ file: path.join(folder, name, file), label: classes.indexOf(name) })),
  );
}

/** All pictures in one array: one channel where every picture is grey, else three. */
function stack(
  files: readonly LabelledFile[],
  pictures: readonly Picture[],
  size: DatasetOptions['size'],
): { shape: Dataset['shape']; images: Uint8Array } {
  if (pictures.length === 0)
    {throw dataFileInvalid('the folders', 'they hold no PNG or JPEG pictures');}
  const [height, width] = size ?? [pictures[0].height, pictures[0].width];
  const channels = pictures.every(isGrey) ? 1 : 3;
  const images = new Uint8Array(pictures.length * height * width * channels);
  pictures.forEach((picture, index) => {
    if (!size && (picture.height !== height || picture.width !== width)) {
      throw imageSizesDiffer(files[index].file, [picture.height, picture.width], [height, width]);
    }
    const { rgba } = resize(picture, height, width);
    for (let pixel = 0; pixel < height * width; pixel++) {
      for (let channel = 0; channel < channels; channel++) {
        images[(index * height * width + pixel) * channels + channel] = rgba[pixel * 4 + channel];
      }
    }
  });
  return { shape: [height, width, channels], images };
}

function isGrey({ rgba }: Picture): boolean {
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at] !== rgba[at + 1] || rgba[at] !== rgba[at + 2]) return false;
  }
  return true;
}
