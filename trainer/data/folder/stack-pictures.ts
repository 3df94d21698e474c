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
  const [height, width] = size ?? sizeOfPicture(decodeImage(files[0]));
  const pictureBytes = height * width * 3;
  const colours = new Uint8Array(files.length * pictureBytes);
  let allGrey = true;
  files.forEach((file, index) => {
    const picture = decodeImage(file);
    if (!size) checkSize(file, picture, [height, width]);
    allGrey &&= isGrey(picture);
    copyColours(resize(picture, height, width), colours.subarray(index * pictureBytes));
  });
  const images = allGrey ? firstOfThree(colours) : colours;
  return { shape: [height, width, allGrey ? 1 : 3], images };
}

function sizeOfPicture({ height, width }: Picture): Size {
  return [height, width];
}

function checkSize(file: string, { height, width }: Picture, expected: Size): void {
  if (height === expected[0] && width === expected[1]) return;
  throw imageSizesDiffer(file, [height, width], expected);
}

function isGrey({ rgba }: Picture): boolean {
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at] !== rgba[at + 1] || rgba[at] !== rgba[at + 2]) return false;
  }
  return true;
}

function copyColours({ rgba, height, width }: Picture, to: Uint8Array): void {
  for (let pixel = 0; pixel < height * width; pixel++) {
    to[3 * pixel] = rgba[4 * pixel];
    to[3 * pixel + 1] = rgba[4 * pixel + 1];
    to[3 * pixel + 2] = rgba[4 * pixel + 2];
  }
}

function firstOfThree(colours: Uint8Array): Uint8Array {
  const grey = new Uint8Array(colours.length / 3);
  for (let pixel = 0; pixel < grey.length; pixel++) grey[pixel] = colours[3 * pixel];
  return grey;
}
