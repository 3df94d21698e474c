import type { Dataset } from './dataset.js';
import { foldTooLarge } from './errors.js';
import { holdOut, join } from './split.js';

export interface FoldOptions {
  /** Images that are tested on. */
  readonly test: number;
  /** Images that choose the best epoch. */
  readonly validation: number;
}

/**
 * A data set made of the training and validation images alone, for comparisons that must not look
 * at the test images: the last `test` of them are tested on, those before them validate.
 *
 * @throws SoftbitError `SB_DATA_FOLD` where nothing would be left to train on
 * @example
 * const batchesOneToFour = developmentFold(cifar10, { test: 10_000, validation: 2000 });
 */
export function developmentFold(dataset: Dataset, { test, validation }: FoldOptions): Dataset {
  const all = join([dataset.train, dataset.validation]);
  if (test + validation >= all.count) throw foldTooLarge(test + validation, all.count);
  const outer = holdOut(all, test);
  return { ...dataset, ...holdOut(outer.train, validation), test: outer.validation };
}
