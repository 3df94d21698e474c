export { scoreAnswers, type AnswerScore } from './score-answers.js';
export {
  augmentationNames,
  augmentations,
  type AugmentationName,
} from './augment/augmentations.js';
export { batches, pixelValues, type Batch, type BatchOptions } from './batches.js';
export { contactSheet, type ContactSheet } from './contact-sheet.js';
export type { Dataset, DatasetFormat, DatasetOptions, Shape, Split } from './dataset.js';
export {
  describeDataset,
  partNames,
  type DatasetDescription,
  type PartName,
} from './describe-dataset.js';
export { developmentFold, type FoldOptions } from './development-fold.js';
export { BatchThread } from './prefetch/batch-thread.js';
export { datasetFormats, loadDataset } from './formats.js';
