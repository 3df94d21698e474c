import type { Shape } from '../dataset.js';
import { imageSizesDiffer } from '../errors.js';
import { decodeImage, type Picture } from './decode-image.js';
import { resize } from './resize.js';

type Size = readonly [height: number, width: number];

export interface Stack {
  readonly shape: Shape;
  /** [count, height, width, channels] */
  readonly images: Uint8Array;
}

/**
 * Decodes pictures into one array: one channel where every picture is grey, else three. Alpha is
 * left out.
 *
 * @param size what to resize to; without it every picture must be as large as the first
 * @throws SB_DATA_INVALID for a damaged picture, SB_DATA_IMAGE_SIZE for one of another size
 */
export function stackPictures(files: readonly string[], size: Size | undefined): Stack {
  const pictures = files.map(decodeImage);
  const [height, width] = size ?? [pictures[0].height, pictures[0].width];
  if (!size) checkSizes(files, pictures, [height, width]);
  const shape: Shape = [height, width, pictures.every(isGrey) ? 1 : 3];
  const bytes = height * width * shape[2];
  const images = new Uint8Array(files.length * bytes);
  pictures.forEach((picture, index) => {
    copyColours(resize(picture, height, width), shape[2], images.subarray(index * bytes));
  });
  return { shape, images };
}

function checkSizes(files: readonly string[], pictures: readonly Picture[], expected: Size): void {
  pictures.forEach(({ height, width }, index) => {
    if (height === expected[0] && width === expected[1]) return;
    throw imageSizesDiffer(files[index], [height, width], expected);
  });
}

function isGrey({ rgba }: Picture): boolean {
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at] !== rgba[at + 1] || rgba[at] !== rgba[at + 2]) return false;
  }
  return true;
}

function copyColours({ rgba, height, width }: Picture, channels: number, to: Uint8Array): void {
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      to[pixel * channels + channel] = rgba[pixel * 4 + channel];
    }
  }
}
