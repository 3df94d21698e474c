import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runQuietly } from '../run-quietly.js';
import type { Machine } from '../set-up-step.js';
import { bindingFolder } from './binding-folder.js';

const timeoutSeconds = 3 * 60;

/**
 * The package's own install script: it downloads TensorFlow's C library and the binding. While it
 * works it changes the package's package.json, and leaves it so when it fails.
 */
export async function downloadLibrary(machine: Machine): Promise<void> {
  const folder = bindingFolder(machine);
  const manifest = path.join(folder, 'package.json');
  const original = await readFile(manifest);
  try {
    await runQuietly(process.execPath, ['scripts/install.js'], {
      machine,
      cwd: folder,
      env: { PATH: withLocalPrograms(machine) },
      timeoutSeconds,
    });
  } finally {
    await writeFile(manifest, original);
  }
}

/** The script calls node-pre-gyp by its bare name, as npm lets install scripts do. */
function withLocalPrograms({ root, env }: Machine): string {
  const local = path.join(root, 'node_modules', '.bin');
  return [local, env['PATH']].filter((part) => part !== undefined).join(path.delimiter);
}
