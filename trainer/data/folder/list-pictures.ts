import { readdirSync, type Dirent } from 'node:fs';
import path from 'node:path';
import { dataFileInvalid, dataFileMissing } from '../errors.js';
import { readFailure } from '../read-file.js';
import { pictureEndings } from './decode-image.js';

export interface LabelledFile {
  readonly file: string;
  readonly label: number;
}

/**
 * Names of the sub-folders in alphabetical order; a class's label is its place in it. Hidden
 * folders, which editors and file managers leave behind, are none.
 *
 * @throws SB_DATA_MISSING for fewer than two
 */
export function classNames(folder: string): string[] {
  const names = foldersIn(folder);
  if (names.length < 2) throw dataFileMissing(folder, ['at least two folders named after classes']);
  return names;
}

/** The pictures of a folder with one sub-folder for each class, in alphabetical order. */
export function listPictures(folder: string, classes: readonly string[]): LabelledFile[] {
  return listClassFiles(folder, classes, { what: 'picture', endings: pictureEndings });
}

/** Which files of a folder count, and what they are called. */
interface FileKind {
  readonly what: string;
  readonly endings: readonly string[];
}

/**
 * The files of a kind in a folder with one sub-folder for each class, in alphabetical order.
 *
 * @throws SB_DATA_INVALID for a folder that is no class or holds no such file
 */
export function listClassFiles(
  folder: string,
  classes: readonly string[],
  { what, endings }: FileKind,
): LabelledFile[] {
  return foldersIn(folder).flatMap((name) => {
    const label = classes.indexOf(name);
    const place = path.join(folder, name);
    if (label < 0) throw dataFileInvalid(place, 'no training folder has this class name');
    const files = filesIn(place, endings);
    if (files.length === 0) {
      throw dataFileInvalid(place, `it holds no ${what} (${endings.join(', ')})`);
    }
    return files.map((file) => ({ file: path.join(place, file), label }));
  });
}

function foldersIn(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
}

function filesIn(folder: string, endings: readonly string[]): string[] {
  return entriesOf(folder)
    .map(({ name }) => name)
    .filter((name) => endings.includes(path.extname(name).toLowerCase()))
    .filter((name) => !name.startsWith('.'))
    .sort();
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw readFailure(folder, error as NodeJS.ErrnoException);
  }
}
