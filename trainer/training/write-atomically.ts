import fs from 'node:fs';
import path from 'node:path';
import { outputNotWritable } from './errors.js';

/**
 * Replaces a file in one step: the new content goes to a file beside it, reaches the disk, and
 * takes the name. Whoever reads, and whatever dies when, the file is the old one or the new one.
 * The folder is made when missing, and nothing is left behind when writing fails.
 *
 * @throws SoftbitError `SB_OUTPUT_DISK_FULL`, `SB_OUTPUT_READ_ONLY`, `SB_OUTPUT_NOT_WRITABLE`
 * @example
 * writeAtomically('runs/mnist/history.json', [JSON.stringify(history)]);
 */
export function writeAtomically(file: string, parts: readonly (Uint8Array | string)[]): void {
  const temporary = `${file}.tmp`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    writeThrough(temporary, parts);
    fs.renameSync(temporary, file);
    syncFolder(path.dirname(file));
  } catch (error) {
    removeQuietly(temporary);
    throw outputNotWritable(file, error);
  }
}

function writeThrough(file: string, parts: readonly (Uint8Array | string)[]): void {
  const handle = fs.openSync(file, 'w');
  try {
    for (const part of parts) fs.writeFileSync(handle, part);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

/** A rename is itself only on the disk once its folder is. Windows cannot open a folder. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

/** The folder may be what is unwritable, so failing to tidy up must not hide the first error. */
function removeQuietly(file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch {
    return;
  }
}
