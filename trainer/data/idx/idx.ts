import type { Dataset, DatasetFormat, Shape, Split } from '../dataset.js';
import { dataFileInvalid, dataFolderNeeded } from '../errors.js';
import { checkLabels } from '../check-labels.js';
import { readFirst } from '../read-file.js';
import { checkSameShape, holdOut } from '../split.js';
import { parseIdx } from './idx-file.js';

const mostHeldOut = 5000;

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
    layout: [
      'train-images-idx3-ubyte, train-labels-idx1-ubyte    the last tenth is for validation',
      't10k-images-idx3-ubyte, t10k-labels-idx1-ubyte',
      'All may end in .gz.',
    ],
    needsFolder: true,
    // eslint-disable-next-line @typescript-eslint/require-await -- so that throwing rejects
    async load({ folder }): Promise<Dataset> {
      if (folder === undefined) throw dataFolderNeeded(name);
      const all = readSplit(folder, 'train', classes.length);
      const test = readSplit(folder, 't10k', classes.length);
      checkSameShape(test.path, test.shape, all.shape);
      const heldOut = Math.min(mostHeldOut, Math.floor(all.count / 10));
      return { name, shape: all.shape, classes, ...holdOut(all, heldOut), test };
    },
  };
}

interface IdxSplit extends Split {
  readonly shape: Shape;
  /** The file of the images. */
  readonly path: string;
}

function readSplit(folder: string, part: string, classes: number): IdxSplit {
  const images = readFirst(folder, [`${part}-images-idx3-ubyte`, `${part}-images.idx3-ubyte`]);
  const labels = readFirst(folder, [`${part}-labels-idx1-ubyte`, `${part}-labels.idx1-ubyte`]);
  const { shape, data } = parseIdx(images, 3);
  const { data: labelData } = parseIdx(labels, 1);
  const [count, height, width] = shape;
  if (labelData.length !== count) {
    throw dataFileInvalid(labels.path, `it has ${labelData.length} labels for ${count} images`);
  }
  if (count < 10 || data.length === 0) {
    throw dataFileInvalid(images.path, `${shape.join('×')} pixels are no 10 images or more`);
  }
  checkLabels(labels.path, labelData, classes);
  return { images: data, labels: labelData, count, shape: [height, width, 1], path: images.path };
}
