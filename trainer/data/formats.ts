import { cifar10 } from './cifar10/cifar10.js';
import type { Dataset, DatasetFormat, DatasetOptions } from './dataset.js';
import { digits } from './digits/digits.js';
import { dataFolderNeeded, datasetUnknown } from './errors.js';
import { imageFolder } from './folder/image-folder.js';
import { fashionMnist, mnist } from './idx/idx.js';
import { asc40, kws12 } from './keywords/feature-files.js';
import { npz } from './npz/npz.js';
import { wav } from './wav/wav.js';

/** Every format; adding one is a file and a line here. */
export const datasetFormats: readonly DatasetFormat[] = [
  digits,
  mnist,
  fashionMnist,
  cifar10,
  imageFolder,
  npz,
  kws12,
  asc40,
  wav,
];

/**
 * Loads a data set by the name of its format.
 *
 * @throws SB_DATA_UNKNOWN, SB_DATA_FOLDER_NEEDED, SB_DATA_MISSING, SB_DATA_UNREADABLE,
 *   SB_DATA_INVALID, SB_DATA_LABEL, SB_DATA_IMAGE_SIZE, SB_DATA_COUNT
 * @example
 * const { train, test } = await loadDataset('mnist', { folder: 'data/mnist' });
 */
export async function loadDataset(name: string, options: DatasetOptions = {}): Promise<Dataset> {
  const format = datasetFormats.find((candidate) => candidate.name === name);
  if (!format) {
    throw datasetUnknown(
      name,
      datasetFormats.map((known) => known.name),
    );
  }
  if (format.needsFolder && options.folder === undefined) throw dataFolderNeeded(name);
  return format.load(options);
}
