import { labelOutOfRange } from './errors.js';

/**
 * @param classes number of classes
 * @throws SB_DATA_LABEL naming the first record whose label is none of them
 */
export function checkLabels(file: string, labels: Uint8Array, classes: number): void {
  const at = labels.findIndex((label) => label >= classes);
  if (at >= 0) throw labelOutOfRange(file, at, labels[at], classes);
}
