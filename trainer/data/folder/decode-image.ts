import path from 'node:path';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { dataFileInvalid } from '../errors.js';
import { readDataFile } from '../read-file.js';

/** Pixels of a picture, 8-bit red, green, blue and alpha. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

const decoders: Record<string, (bytes: Buffer) => Picture> = {
  '.png': (bytes) => toPicture(PNG.sync.read(bytes)),
  '.jpg': (bytes) => toPicture(jpeg.decode(bytes, { useTArray: true })),
  '.jpeg': (bytes) => toPicture(jpeg.decode(bytes, { useTArray: true })),
};

/** Endings of files that are pictures. */
export const pictureEndings = Object.keys(decoders);

/** @throws SB_DATA_INVALID naming a file that is no whole picture */
export function decodeImage(file: string): Picture {
  const { bytes } = readDataFile(file);
  try {
    return decoders[path.extname(file).toLowerCase()](bytes);
  } catch (error) {
    throw dataFileInvalid(file, `it is no whole picture (${(error as Error).message})`);
  }
}

function toPicture({ width, height, data }: { width: number; height: number; data: Uint8Array }) {
  return { width, height, rgba: data };
}
