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

const mostPixels = 2 ** 26;

const decoders: Record<string, (bytes: Buffer) => Picture> = {
  '.png': decodePng,
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

/** A damaged header must not make the decoder fill the memory; the JPEG decoder has such a limit. */
function decodePng(bytes: Buffer): Picture {
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (width * height > mostPixels) throw new Error(`its header says ${height}×${width} pixels`);
  return toPicture(PNG.sync.read(bytes));
}

function toPicture({ width, height, data }: { width: number; height: number; data: Uint8Array }) {
  return { width, height, rgba: data };
}
