import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { dataFileInvalid, dataFileMissing, dataFileUnreadable } from './errors.js';

export interface DataFile {
  /** For errors. */
  readonly path: string;
  readonly bytes: Buffer;
}

/**
 * Reads the first of several spellings of a file that exists, unpacked if it ends in `.gz`.
 *
 * @throws SB_DATA_MISSING with the spellings, and what `readDataFile` throws
 */
export function readFirst(folder: string, names: readonly string[]): DataFile {
  const spellings = names.flatMap((name) => [name, `${name}.gz`]);
  const found = spellings.find((name) => existsSync(path.join(folder, name)));
  if (found === undefined) throw dataFileMissing(folder, spellings);
  return readDataFile(path.join(folder, found));
}

/**
 * Reads one file, unpacked if it ends in `.gz`.
 *
 * @throws SB_DATA_MISSING, SB_DATA_UNREADABLE, SB_DATA_INVALID for a damaged gzip file
 */
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
    throw readFailure(file, error as NodeJS.ErrnoException);
  }
}

/** What is missing is named in its folder; anything else is the system's own reason. */
export function readFailure(file: string, error: NodeJS.ErrnoException): Error {
  if (error.code !== 'ENOENT') return dataFileUnreadable(file, error);
  return dataFileMissing(path.dirname(file), [path.basename(file)], error);
}

/** Whether a path is a folder; where even that cannot be told, reading it will say why. */
export function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
  }
}
