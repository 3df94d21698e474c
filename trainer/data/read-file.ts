import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { dataFileInvalid, dataFileMissing } from './errors.js';

export interface DataFile {
  /** For errors. */
  readonly path: string;
  readonly bytes: Buffer;
}

/**
 * Reads the first of several spellings of a file that exists, unpacked if it ends in `.gz`.
 *
 * @throws SB_DATA_MISSING with the spellings, SB_DATA_INVALID for a damaged gzip file
 */
export function readFirst(folder: string, names: readonly string[]): DataFile {
  const spellings = names.flatMap((name) => [name, `${name}.gz`]);
  const found = spellings.find((name) => existsSync(path.join(folder, name)));
  if (found === undefined) throw dataFileMissing(folder, spellings);
  return readDataFile(path.join(folder, found));
}

/** Reads one file, unpacked if it ends in `.gz`. */
export function readDataFile(file: string): DataFile {
  const bytes = readBytes(file);
  if (!file.endsWith('.gz')) return { path: file, bytes };
  try {
    return { path: file, bytes: gunzipSync(bytes) };
  } catch (error) {
    throw dataFileInvalid(file, `it is no whole gzip file (${(error as Error).message})`);
  }
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw dataFileMissing(path.dirname(file), [path.basename(file)], error);
  }
}
