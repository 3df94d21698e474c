import { readFileSync } from 'node:fs';
import { templatesFolder } from './render/templates-folder.js';

const packageFile = new URL('../package.json', templatesFolder);

/** Version of this Softbit, from its `package.json`; stands in generated headers and model files. */
export const toolVersion = (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string })
  .version;
