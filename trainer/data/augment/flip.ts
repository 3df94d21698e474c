import type { Shape } from '../dataset.js';

/** Mirrors an image left to right, in place. */
export function flip(image: Float32Array, [height, width, channels]: Shape): void {
  const rowLength = width * channels;
  for (let row = 0; row < height * rowLength; row += rowLength) {
    let right = row + rowLength - channels;
    for (let left = row; left < right; left += channels, right -= channels) {
      swap(image, left, right, channels);
    }
  }
}

function swap(image: Float32Array, left: number, right: number, channels: number): void {
  for (let channel = 0; channel < channels; channel++) {
    const kept = image[left + channel];
    image[left + channel] = image[right + channel];
    image[right + channel] = kept;
  }
}
