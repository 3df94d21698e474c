import { existsSync } from 'node:fs';

/** `firmware-templates/` of the package this file was compiled into, wherever it is installed. */
export const templatesFolder = findTemplates(new URL('.', import.meta.url));

function findTemplates(from: URL): URL {
  const candidate = new URL('firmware-templates/', from);
  if (existsSync(candidate)) return candidate;
  const parent = new URL('..', from);
  if (parent.href === from.href) {
    throw new Error('firmware-templates is not part of this installation');
  }
  return findTemplates(parent);
}
