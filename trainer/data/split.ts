import type { Shape, Split } from './dataset.js';

/** The images `start` to `end` of a split; they share its memory. */
export function slice({ images, labels, count }: Split, start: number, end: number): Split {
  const size = images.length / count;
  return {
    images: images.subarray(start * size, end * size),
    labels: labels.subarray(start, end),
    count: end - start,
  };
}

/** Bytes of one image. */
export function sizeOf([height, width, channels]: Shape): number {
  return height * width * channels;
}
