import type { Shape } from '../dataset.js';

/** Moves an image by whole pixels, in place; what comes in from outside is 0. */
export function shift(
  image: Float32Array,
  [height, width, channels]: Shape,
  [down, right]: readonly [down: number, right: number],
): void {
  const before = image.slice();
  image.fill(0);
  const firstX = Math.max(right, 0);
  const lastX = Math.min(width + right, width);
  for (let y = Math.max(down, 0); y < Math.min(height + down, height); y++) {
    const from = ((y - down) * width + firstX - right) * channels;
    const row = before.subarray(from, from + (lastX - firstX) * channels);
    image.set(row, (y * width + firstX) * channels);
  }
}
