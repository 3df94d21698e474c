import { createHash } from 'node:crypto';
import type { Dataset, Split } from './dataset.js';
import { sizeOf } from './split.js';

export const partNames = ['train', 'validation', 'test'] as const;
export type PartName = (typeof partNames)[number];

/** What a data set holds, as `softbit data check` prints it. */
export interface DatasetDescription {
  readonly name: string;
  readonly shape: readonly number[];
  /** The byte that stands for 0. */
  readonly zeroPoint: number;
  readonly classes: readonly string[];
  /** Samples of each part, and of each class in it in the order of `classes`. */
  readonly parts: Readonly<Record<PartName, PartDescription>>;
  /** What loads, but will mislead training or its figures; empty for a sound data set. */
  readonly problems: readonly string[];
}

export interface PartDescription {
  readonly count: number;
  readonly byClass: readonly number[];
}

/** Counts what a data set holds, and looks for classes without samples and samples seen twice. */
export function describeDataset(dataset: Dataset): DatasetDescription {
  const { name, shape, classes, train } = dataset;
  const parts = {
    train: describePart(dataset, 'train'),
    validation: describePart(dataset, 'validation'),
    test: describePart(dataset, 'test'),
  };
  const problems = [...missingClasses(classes, parts), ...repeatedSamples(dataset)];
  return { name, shape, zeroPoint: train.zeroPoint ?? 0, classes, parts, problems };
}

function describePart({ classes, ...parts }: Dataset, part: PartName): PartDescription {
  const { count, labels } = parts[part];
  const byClass = classes.map(() => 0);
  for (const label of labels) byClass[label]++;
  return { count, byClass };
}

function missingClasses(
  classes: readonly string[],
  parts: Readonly<Record<PartName, PartDescription>>,
): string[] {
  return partNames.flatMap((part) =>
    classes
      .filter((_, label) => parts[part].byClass[label] === 0)
      .map((name) => `class "${name}" has no sample in ${part}`),
  );
}

/** A sample that was learnt by heart proves nothing when it is tested. */
function repeatedSamples(dataset: Dataset): string[] {
  const seen = new Set(hashes(dataset, dataset.train));
  return (['validation', 'test'] as const).flatMap((part) => {
    const repeated = hashes(dataset, dataset[part]).filter((hash) => seen.has(hash)).length;
    const { count } = dataset[part];
    return repeated === 0 ? [] : [`${repeated} of ${count} samples in ${part} are in train, too`];
  });
}

function hashes({ shape }: Dataset, { images, count }: Split): string[] {
  const size = sizeOf(shape);
  return Array.from({ length: count }, (_, index) =>
    createHash('md5')
      .update(images.subarray(index * size, (index + 1) * size))
      .digest('base64'),
  );
}
