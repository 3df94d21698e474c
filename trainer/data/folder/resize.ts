import type { Picture } from './decode-image.js';

/**
 * Bilinear resizing with pixel centres at half-integer places, edges repeated.
 *
 * @returns the picture itself where it has that size already
 */
export function resize(picture: Picture, height: number, width: number): Picture {
  if (picture.height === height && picture.width === width) return picture;
  const rgba = new Uint8Array(height * width * 4);
  for (let y = 0; y < height; y++) {
    const row = place(y, height, picture.height);
    for (let x = 0; x < width; x++) {
      const column = place(x, width, picture.width);
      for (let channel = 0; channel < 4; channel++) {
        rgba[(y * width + x) * 4 + channel] = Math.round(blend(picture, row, column, channel));
      }
    }
  }
  return { width, height, rgba };
}

interface Place {
  readonly low: number;
  readonly high: number;
  readonly share: number;
}

function place(index: number, target: number, source: number): Place {
  const exact = Math.min(Math.max(((index + 0.5) * source) / target - 0.5, 0), source - 1);
  const low = Math.floor(exact);
  return { low, high: Math.min(low + 1, source - 1), share: exact - low };
}

function blend({ rgba, width }: Picture, row: Place, column: Place, channel: number): number {
  const at = (y: number, x: number): number => rgba[(y * width + x) * 4 + channel];
  const across = (y: number): number =>
    at(y, column.low) * (1 - column.share) + at(y, column.high) * column.share;
  return across(row.low) * (1 - row.share) + across(row.high) * row.share;
}
