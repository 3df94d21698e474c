import { PNG } from 'pngjs';
import type { Shape, Split } from './dataset.js';
import { sizeOf } from './split.js';

export interface ContactSheet {
  readonly split: Split;
  readonly shape: Shape;
  /** Which samples, in the order they are shown. */
  readonly indices: readonly number[];
}

const gap = 2;
const gapGrey = 128;

/** A PNG of samples side by side in as many rows as columns, with a grey gap around each. */
export function contactSheet({ split, shape, indices }: ContactSheet): Buffer {
  const [height, width] = shape;
  const columns = Math.max(1, Math.ceil(Math.sqrt((indices.length * height) / width)));
  const rows = Math.max(1, Math.ceil(indices.length / columns));
  const sheet = new PNG({
    width: columns * (width + gap) + gap,
    height: rows * (height + gap) + gap,
  });
  sheet.data.fill(gapGrey);
  for (let at = 3; at < sheet.data.length; at += 4) sheet.data[at] = 255;
  indices.forEach((index, place) => {
    const left = gap + (place % columns) * (width + gap);
    const top = gap + Math.floor(place / columns) * (height + gap);
    const size = sizeOf(shape);
    draw(sheet, split.images.subarray(index * size, (index + 1) * size), shape, [left, top]);
  });
  return PNG.sync.write(sheet);
}

/** One channel is grey; of more, the first three are red, green and blue. */
function draw(
  sheet: PNG,
  image: Uint8Array,
  [height, width, channels]: Shape,
  [left, top]: readonly [number, number],
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * channels;
      const to = 4 * ((top + y) * sheet.width + left + x);
      for (let colour = 0; colour < 3; colour++) {
        sheet.data[to + colour] = image[from + (channels < 3 ? 0 : colour)];
      }
    }
  }
}
