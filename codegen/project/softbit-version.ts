import { readFileSync } from 'node:fs';
import { templatesFolder } from '../render/templates-folder.js';

/** Version of the installed package, for headers of generated files. */
export const softbitVersion = readVersion(new URL('../package.json', templatesFolder));

function readVersion(file: URL): string {
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}
