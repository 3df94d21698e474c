import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { outputNotEmpty, outputNotWritten } from '../errors.js';
import { SoftbitError } from '../softbit-error.js';
import type { GeneratedProject } from './generate-project.js';
import { manifestPath, type ProjectManifest } from './manifest.js';
import type { GeneratedFile } from './target.js';

/**
 * Writes a project as a whole or not at all: into a folder beside the final one, which then takes its
 * name. An earlier Softbit project of that name is replaced, build results included; any other folder
 * that holds something is left alone.
 *
 * @param folder made with its parents where missing
 * @throws SB_OUTPUT_NOT_EMPTY, SB_OUTPUT_NOT_WRITTEN
 */
export async function writeProject(
  { files }: Pick<GeneratedProject, 'files'>,
  folder: string,
): Promise<void> {
  const final = path.resolve(folder);
  const suffix = `${process.pid}-${randomBytes(4).toString('hex')}`;
  const fresh = `${final}.${suffix}.part`;
  const former = `${final}.${suffix}.old`;
  try {
    const exists = await isReplaceable(final);
    await writeFiles(files, fresh);
    if (exists) await rename(final, former);
    await takePlace({ fresh, final, former, exists });
  } catch (error) {
    await removeQuietly(fresh);
    if (error instanceof SoftbitError) throw error;
    throw outputNotWritten(folder, error as Error);
  }
  await removeQuietly(former);
}

/**
 * Whether there is a folder that may be replaced: an empty one or a project of ours.
 *
 * @returns false where there is nothing
 */
async function isReplaceable(folder: string): Promise<boolean> {
  const names = await namesIn(folder);
  if (names === undefined) return false;
  if (names.length > 0 && !(await isProject(folder))) {
    throw outputNotEmpty(folder, names[0], manifestPath);
  }
  return true;
}

async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function isProject(folder: string): Promise<boolean> {
  try {
    const text = await readFile(path.join(folder, manifestPath), 'utf8');
    return (JSON.parse(text) as Partial<ProjectManifest>).format === 'softbit-project';
  } catch {
    return false;
  }
}

async function writeFiles(files: readonly GeneratedFile[], folder: string): Promise<void> {
  for (const file of files) {
    const to = path.join(folder, file.path);
    await mkdir(path.dirname(to), { recursive: true });
    await writeFile(to, file.contents, { flush: true });
  }
}

interface Move {
  readonly fresh: string;
  readonly final: string;
  readonly former: string;
  readonly exists: boolean;
}

/** Where the new folder cannot take the name, the former one gets it back. */
async function takePlace({ fresh, final, former, exists }: Move): Promise<void> {
  try {
    await rename(fresh, final);
  } catch (error) {
    if (exists) await rename(former, final);
    throw error;
  }
}

/** Leftovers beside the result are no reason to say that it failed. */
async function removeQuietly(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => {});
}
