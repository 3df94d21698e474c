import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { modelMissing, modelNotWritten, modelTooLarge } from '../errors.js';
import { decodeModel } from './decode-model.js';
import { encodeModel } from './encode-model.js';
import type { Model } from './graph.js';

const LARGEST_FILE = 256 * 1024 * 1024;
const suffix = '.softbit.json';

/**
 * Loads `NAME.softbit.json` and the `NAME.softbit.bin` beside it, checking everything.
 *
 * @throws SB_MODEL_MISSING, SB_MODEL_TOO_LARGE and all that `decodeModel` throws
 * @example
 * const model = await loadModel('runs/mnist/lenet5.softbit.json');
 */
export async function loadModel(file: string): Promise<Model> {
  if (!file.endsWith(suffix)) throw modelMissing(file, undefined);
  const json = await readLimited(file);
  const weights = await readLimited(weightsPath(file));
  return decodeModel({ file, json: json.toString('utf8'), weights });
}

/**
 * Writes both files into `folder`, each under a temporary name that is renamed when complete, so
 * that a full disk or an interruption leaves no half-written model.
 *
 * @returns the path of the JSON file
 * @throws SB_MODEL_NOT_WRITTEN
 */
export async function saveModel(model: Model, folder: string): Promise<string> {
  const file = path.join(folder, model.name + suffix);
  const { json, weights } = encodeModel(model);
  await replaceFiles(folder, [
    [weightsPath(file), weights],
    [file, json],
  ]);
  return file;
}

/** Where the packed weights of a model's JSON file lie. */
export function weightsPath(file: string): string {
  return file.replace(/json$/, 'bin');
}

async function readLimited(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > LARGEST_FILE) throw modelTooLarge(file, size, LARGEST_FILE);
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'errno' in error) throw modelMissing(file, error);
    throw error;
  }
}

async function replaceFiles(
  folder: string,
  files: readonly (readonly [path: string, contents: string | Uint8Array])[],
): Promise<void> {
  const temporary = (file: string): string => `${file}.${process.pid}-${run}.part`;
  const run = randomBytes(4).toString('hex');
  try {
    await mkdir(folder, { recursive: true });
    for (const [file, contents] of files) {
      await writeFile(temporary(file), contents, { flush: true });
    }
    for (const [file] of files) await rename(temporary(file), file);
  } catch (error) {
    await Promise.all(files.map(([file]) => rm(temporary(file), { force: true }).catch(() => {})));
    throw modelNotWritten(folder, error as Error);
  }
}
