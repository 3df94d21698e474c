import type { Random } from '../../random.js';
import type { Shape } from '../dataset.js';

const most = { shift: 5, masked: 8 };

/**
 * Varies features over time, one frame a row: moves them by up to five frames, the outermost frame
 * repeated where nothing comes in, and sets up to eight neighbouring frames to 0.
 *
 * @see Park et al., "SpecAugment" (2019), time masking
 */
export function shiftAndMaskFrames(image: Float32Array, shape: Shape, random: Random): void {
  const [frames, width, channels] = shape;
  const frame = width * channels;
  moveFrames(image, frame, random.integer(2 * most.shift + 1) - most.shift);
  const length = random.integer(Math.min(most.masked, frames) + 1);
  const first = random.integer(frames - length + 1);
  image.fill(0, first * frame, (first + length) * frame);
}

/** Every row takes the place `by` rows further down; what is left open repeats the row beside it. */
export function moveFrames(image: Float32Array, frame: number, by: number): void {
  const source = image.slice();
  const last = image.length / frame - 1;
  for (let row = 0; row <= last; row++) {
    const from = Math.min(Math.max(row - by, 0), last) * frame;
    image.set(source.subarray(from, from + frame), row * frame);
  }
}
