export {
  augmentationNames,
  augmentations,
  type AugmentationName,
} from './augment/augmentations.js';
export { batches, pixelValues, type Batch, type BatchOptions } from './batches.js';
export type { Dataset, DatasetFormat, DatasetOptions, Shape, Split } from './dataset.js';
export { datasetFormats, loadDataset } from './formats.js';
