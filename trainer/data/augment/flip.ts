import type { Shape } from '../dataset.js';

/** Mirrors an image left to right, in place. */
export function flip(image: Float32Array, [height, width, channels]: Shape): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width >> 1; x++) {
      for (let channel = 0; channel < channels; channel++) {
        const left = (y * width + x) * channels + channel;
        const right = (y * width + width - 1 - x) * channels + channel;
        [image[left], image[right]] = [image[right], image[left]];
      }
    }
  }
}
