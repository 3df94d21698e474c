import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { projectMissing } from '../errors.js';
import { manifestPath } from './manifest.js';

/** The part of a manifest that building needs. */
const buildSchema = z.object({
  format: z.literal('softbit-project'),
  version: z.literal(1),
  board: z.string(),
  program: z.string().regex(/^build\/[\w.]+$/),
  linkMap: z.string().regex(/^build\/[\w.]+$/),
  compilerPrefix: z.string().regex(/^[\w-]*$/),
});

export type BuildManifest = z.infer<typeof buildSchema>;

/**
 * Reads what a generated project says of itself.
 *
 * @throws SB_PROJECT_MISSING where the folder is none, or of another version
 */
export async function readManifest(folder: string): Promise<BuildManifest> {
  try {
    return buildSchema.parse(JSON.parse(await readFile(path.join(folder, manifestPath), 'utf8')));
  } catch (error) {
    throw projectMissing(folder, manifestPath, error);
  }
}
