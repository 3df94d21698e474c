import type { Shape, Split } from './dataset.js';
import { imageSizesDiffer } from './errors.js';

/** The images `start` to `end` of a split; they share its memory. */
export function slice(split: Split, start: number, end: number): Split {
  const { images, labels, count } = split;
  const size = images.length / count;
  return {
    ...split,
    images: images.subarray(start * size, end * size),
    labels: labels.subarray(start, end),
    count: end - start,
  };
}

/** One split after another. */
export function join(splits: readonly Split[]): Split {
  return {
    ...splits[0],
    images: Buffer.concat(splits.map(({ images }) => images)),
    labels: Buffer.concat(splits.map(({ labels }) => labels)),
    count: splits.reduce((sum, { count }) => sum + count, 0),
  };
}

/** Keeps the last `count` training images for validation. */
export function holdOut(all: Split, count: number): { train: Split; validation: Split } {
  const kept = all.count - count;
  return { train: slice(all, 0, kept), validation: slice(all, kept, all.count) };
}

/** @throws SB_DATA_IMAGE_SIZE if test images have another shape than the training images */
export function checkSameShape(file: string, actual: Shape, expected: Shape): void {
  if (actual.join() !== expected.join()) throw imageSizesDiffer(file, actual, expected);
}

/** Bytes of one image. */
export function sizeOf([height, width, channels]: Shape): number {
  return height * width * channels;
}
