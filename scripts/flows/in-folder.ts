import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Works in the folder that the user named, or in a temporary one that is gone afterwards. */
export async function inFolder<Result>(
  folder: string | undefined,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  if (folder !== undefined) return work(folder);
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'softbit-'));
  try {
    return await work(path.join(temporary, 'project'));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
