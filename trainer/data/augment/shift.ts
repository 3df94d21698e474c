import type { Shape } from '../dataset.js';

/**
 * Moves an image by whole pixels, in place; what comes in from outside is 0. In memory every pixel
 * moves by the same distance, so one copy is enough, and then the borders are cleared.
 */
export function shift(
  image: Float32Array,
  shape: Shape,
  [down, right]: readonly [down: number, right: number],
): void {
  const [, width, channels] = shape;
  const distance = (down * width + right) * channels;
  image.copyWithin(Math.max(distance, 0), Math.max(-distance, 0));
  clearRows(image, shape, down);
  clearColumns(image, shape, right);
}

function clearRows(image: Float32Array, [height, width, channels]: Shape, down: number): void {
  const rowLength = width * channels;
  if (down > 0) image.fill(0, 0, down * rowLength);
  else image.fill(0, Math.max(height + down, 0) * rowLength);
}

function clearColumns(image: Float32Array, [, width, channels]: Shape, right: number): void {
  const rowLength = width * channels;
  const first = right > 0 ? 0 : Math.max(width + right, 0) * channels;
  const last = right > 0 ? Math.min(right, width) * channels : rowLength;
  if (first === last) return;
  for (let row = 0; row < image.length; row += rowLength) image.fill(0, row + first, row + last);
}
