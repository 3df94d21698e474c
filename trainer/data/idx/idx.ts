import type { Dataset, DatasetFormat, Split } from '../dataset.js';
import { dataFileInvalid, dataFolderNeeded } from '../errors.js';
import { checkLabels } from '../check-labels.js';
import { readFirst } from '../read-file.js';
import { slice } from '../split.js';
import { parseIdx } from './idx-file.js';

const HELD_OUT = 5000;

interface IdxNames {
  readonly name: string;
  readonly description: string;
  readonly classes: readonly string[];
}

const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const garments = [
  'T-shirt',
  'trouser',
  'pullover',
  'dress',
  'coat',
  'sandal',
  'shirt',
  'sneaker',
  'bag',
  'ankle boot',
];

/** The four original files, packed or not; the last 5,000 training images are for validation. */
export const mnist = idxFormat({
  name: 'mnist',
  description: 'MNIST: a folder with the four IDX files, gzip or not',
  classes: digits,
});

export const fashionMnist = idxFormat({
  name: 'fashion-mnist',
  description: 'Fashion-MNIST: a folder with the four IDX files, gzip or not',
  classes: garments,
});

function idxFormat({ name, description, classes }: IdxNames): DatasetFormat {
  return {
    name,
    description,
    needsFolder: true,
    // eslint-disable-next-line @typescript-eslint/require-await -- so that throwing rejects
    async load({ folder }): Promise<Dataset> {
      if (folder === undefined) throw dataFolderNeeded(name);
      const all = readSplit(folder, 'train', classes.length);
      const kept = all.count - Math.min(HELD_OUT, Math.floor(all.count / 10));
      return {
        name,
        shape: [all.height, all.width, 1],
        classes,
        train: slice(all, 0, kept),
        validation: slice(all, kept, all.count),
        test: readSplit(folder, 't10k', classes.length),
      };
    },
  };
}

function readSplit(folder: string, part: string, classes: number) {
  const images = readFirst(folder, [`${part}-images-idx3-ubyte`, `${part}-images.idx3-ubyte`]);
  const labels = readFirst(folder, [`${part}-labels-idx1-ubyte`, `${part}-labels.idx1-ubyte`]);
  const { shape, data } = parseIdx(images, 3);
  const { data: labelData } = parseIdx(labels, 1);
  const [count, height, width] = shape;
  if (labelData.length !== count) {
    throw dataFileInvalid(labels.path, `it has ${labelData.length} labels for ${count} images`);
  }
  if (count < 10) throw dataFileInvalid(images.path, `it has only ${count} images`);
  checkLabels(labels.path, labelData, classes);
  const split: Split = { images: data, labels: labelData, count };
  return { ...split, height, width };
}
