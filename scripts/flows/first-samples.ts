import type { Sample } from '../../boards/index.js';
import type { Split } from '../../trainer/index.js';

/** The first samples of a split, or all where there are fewer. */
export function firstSamples(
  { images, labels, count, representative = count }: Split,
  wanted: number,
): Sample[] {
  const size = images.length / count;
  return Array.from({ length: Math.min(wanted, count) }, (_, index) => ({
    bytes: images.subarray(index * size, (index + 1) * size),
    label: labels[index],
    isRepresentative: index < representative,
  }));
}
