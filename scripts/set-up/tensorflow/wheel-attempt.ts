import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { installPackages } from '../debian/apt-get.js';
import { findExecutable } from '../find-executable.js';
import { runQuietly } from '../run-quietly.js';
import type { Machine } from '../set-up-step.js';
import { bindingFolder } from './binding-folder.js';

/** tfjs-node 4.22 is known to work with the C interface of this version. */
const wheel = 'tensorflow-cpu==2.21.*';

/**
 * The wheel for this Python is taken whatever Python runs pip, so that all machines get the same
 * library; Python itself takes no part in it afterwards.
 */
const wheelPython = '3.11';

const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

/** The names under which binding.gyp links them. */
const links: Readonly<Record<string, string>> = {
  'libtensorflow.so': 'libtensorflow_cc.so.2',
  'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
};

/** Extracts only the libraries and headers: the whole wheel would be three times as large. */
const extractionProgram = `
import sys, zipfile
wheel, target, *libraries = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    archive.extractall(target, [name for name in archive.namelist()
        if name.startswith('tensorflow/include/') or name in libraries])
`;

/**
 * Takes TensorFlow's library and headers from pip's wheel and compiles the binding against them.
 * Everything is put together in a temporary folder beside node_modules' packages, which is on the
 * disk that has to have the room anyway, and removed whatever happens.
 */
export async function buildFromWheel(machine: Machine): Promise<void> {
  await ensurePip(machine);
  const temporary = await mkdtemp(path.join(machine.root, 'node_modules', '.softbit-wheel-'));
  try {
    await extract(await download(temporary, machine), temporary, machine);
    await moveIntoPackage(path.join(temporary, 'tensorflow'), machine);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  await compileBinding(machine);
  // Thousands of headers that only the compiler needed.
  await rm(path.join(bindingFolder(machine), 'deps', 'include'), { recursive: true });
}

/** Debian's Python comes without pip, which root can add. */
async function ensurePip(machine: Machine): Promise<void> {
  try {
    await runQuietly('python3', ['-m', 'pip', '--version'], { machine, timeoutSeconds: 60 });
  } catch (error) {
    machine.signal.throwIfAborted();
    if (!machine.isRoot || findExecutable('apt-get', machine.env) === undefined) throw error;
    await installPackages(['python3-pip'], machine);
  }
}

async function download(folder: string, machine: Machine): Promise<string> {
  const choice = ['--no-deps', '--only-binary=:all:', '--python-version', wheelPython];
  await runQuietly('python3', ['-m', 'pip', 'download', ...choice, '--dest', folder, wheel], {
    machine,
    // Also what an interrupted pip leaves behind is then removed with the folder.
    env: { TMPDIR: folder },
    timeoutSeconds: 15 * 60,
  });
  const name = (await readdir(folder)).find((file) => file.endsWith('.whl'));
  if (name === undefined) throw new Error(`pip reported success, but left no wheel of ${wheel}.`);
  return path.join(folder, name);
}

async function extract(file: string, target: string, machine: Machine): Promise<void> {
  const members = libraries.map((name) => `tensorflow/${name}`);
  await runQuietly('python3', ['-c', extractionProgram, file, target, ...members], {
    machine,
    timeoutSeconds: 5 * 60,
  });
}

async function moveIntoPackage(extracted: string, machine: Machine): Promise<void> {
  const deps = path.join(bindingFolder(machine), 'deps');
  await rm(deps, { recursive: true, force: true });
  await mkdir(path.join(deps, 'lib'), { recursive: true });
  await rename(path.join(extracted, 'include'), path.join(deps, 'include'));
  for (const name of libraries) {
    await rename(path.join(extracted, name), path.join(deps, 'lib', name));
  }
  for (const [link, target] of Object.entries(links)) {
    await symlink(target, path.join(deps, 'lib', link));
  }
}

async function compileBinding(machine: Machine): Promise<void> {
  await runQuietly('npx', ['--no-install', 'node-pre-gyp', 'install', '--build-from-source'], {
    machine,
    cwd: bindingFolder(machine),
    env: nodeHeaders(),
    timeoutSeconds: 10 * 60,
  });
}

/** Node's headers often lie beside it; without this, node-gyp would download them. */
function nodeHeaders(): Record<string, string> {
  const prefix = path.dirname(path.dirname(process.execPath));
  const header = path.join(prefix, 'include', 'node', 'node_api.h');
  return existsSync(header) ? { npm_config_nodedir: prefix } : {};
}
