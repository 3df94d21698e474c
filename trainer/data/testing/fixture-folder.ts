import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ExecutionContext } from 'ava';
import { temporaryFolder } from '../../../codegen/testing/temporary-folder.js';

/** Contents by path below the folder; paths have forward slashes. */
export type Files = Record<string, Uint8Array | string>;

/** Writes files into a new folder, which is removed when the test ends. */
export function fixtureFolder(t: ExecutionContext, files: Files): string {
  const folder = temporaryFolder(t);
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return folder;
}
