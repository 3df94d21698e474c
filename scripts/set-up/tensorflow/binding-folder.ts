import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { runQuietly } from '../run-quietly.js';
import type { Machine } from '../set-up-step.js';

const packageName = '@tensorflow/tfjs-node';

/** Where the installed package lies, whether or not it is there. */
export function bindingFolder({ root }: Machine): string {
  return path.join(root, 'node_modules', packageName);
}

/**
 * Brings the package itself, without its library, where an earlier `npm install` has dropped it:
 * npm removes an optional package when its install script fails.
 */
export async function ensurePackage(machine: Machine): Promise<void> {
  if (existsSync(path.join(bindingFolder(machine), 'package.json'))) return;
  const wanted = `${packageName}@${await wantedVersion(machine)}`;
  const quietly = ['--no-audit', '--no-fund', '--loglevel=error'];
  await runQuietly('npm', ['install', '--no-save', '--ignore-scripts', ...quietly, wanted], {
    machine,
    timeoutSeconds: 5 * 60,
  });
}

/** The version, or range of versions, of the binding that package.json asks for. */
export async function wantedVersion({ root }: Machine): Promise<string> {
  const text = await readFile(path.join(root, 'package.json'), 'utf8');
  const { optionalDependencies } = JSON.parse(text) as {
    optionalDependencies: Record<string, string>;
  };
  return optionalDependencies[packageName] ?? 'latest';
}

/** Removes whatever a failed attempt has left, so that nothing half-built is ever loaded. */
export async function removeBuilt(machine: Machine): Promise<void> {
  const folder = bindingFolder(machine);
  const names = existsSync(folder) ? await readdir(folder) : [];
  const built = names.filter((name) => /^(deps|lib|build|build-tmp.*)$/.test(name));
  await Promise.all(
    built.map((name) => rm(path.join(folder, name), { recursive: true, force: true })),
  );
}

/**
 * Loads the binding in a process of its own and multiplies with it: a library for another machine
 * or of another version can crash the process that loads it.
 *
 * @throws SoftbitError `SB_SETUP_PROGRAM_FAILED` when it does not load or computes nonsense
 */
export async function verifyBinding(machine: Machine): Promise<void> {
  const program = `
    const tf = require('${packageName}');
    if (tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0] !== 11) throw new Error('1·3 + 2·4 is not 11');
  `;
  const env = { TF_CPP_MIN_LOG_LEVEL: '2' };
  await runQuietly(process.execPath, ['-e', program], { machine, env, timeoutSeconds: 120 });
}
