import { createRequire } from 'node:module';
import { execa } from 'execa';
import { findExecutable } from '../set-up/index.js';
import type { Surroundings, Tool } from './tool.js';

type Probe = Tool['probe'];

const timeoutMilliseconds = 30_000;

/** The package's engines field, which npm only warns about: tfjs-node needs a Node.js below 23. */
export const probeNode: Probe = ({ nodeVersion }) => {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const isSupported = major < 23 && (major > 20 || (major === 20 && minor >= 19));
  if (isSupported) return Promise.resolve(nodeVersion);
  return Promise.reject(new Error(`Node.js ${nodeVersion} is outside >=20.19 <23`));
};

/** A program in the PATH that answers when asked for its version, in its first line. */
export function probeProgram(name: string, question = '--version'): Probe {
  return async ({ env }) => {
    const answer = await ask(name, [question], env);
    const firstLine = answer.split('\n')[0] ?? '';
    return versionIn(firstLine) ?? firstLine;
  };
}

/** A program in the PATH that has no answer without a board. */
export function probePresence(name: string): Probe {
  return ({ env }) =>
    findExecutable(name, env) === undefined
      ? Promise.reject(new Error(`${name} is not in the PATH`))
      : Promise.resolve('installed');
}

/** An emulator that was built with support for plugins lists the option. */
export function probePlugins(emulator: string): Probe {
  return async (surroundings) => {
    const version = await probeProgram(emulator)(surroundings);
    const help = await ask(emulator, ['--help'], surroundings.env);
    if (!/-plugin\b/.test(help)) throw new Error(`${emulator} was built without plugins`);
    return version;
  };
}

/** The first word that begins with a digit: neither a package's version in brackets nor a name. */
function versionIn(line: string): string | undefined {
  const withoutBrackets = line.replace(/\([^)]*\)/g, '');
  return /(?:^|\s)v?(\d+(?:\.\d+)*)/.exec(withoutBrackets)?.[1];
}

/** Asks the preprocessor, because newlib has no program of its own. */
export const probeNewlib: Probe = async ({ env }) => {
  const library = await ask('arm-none-eabi-gcc', ['-print-file-name=libc_nano.a'], env);
  if (!library.includes('/')) throw new Error('libc_nano.a is not known to arm-none-eabi-gcc');
  const macros = ['-E', '-dM', '-x', 'c', '-include', 'newlib.h', '/dev/null'];
  const defined = await ask('arm-none-eabi-gcc', macros, env);
  return /_NEWLIB_VERSION "([^"]+)"/.exec(defined)?.[1] ?? 'of unknown version';
};

/** Loads the backend and multiplies with it. */
export function probeBackend(name: 'native' | 'wasm'): Probe {
  return probeTrainer(name, 'tf.matMul([[1, 2]], [[3], [4]]).dataSync();');
}

/** Whether TensorFlow's native library knows the operations that the set-up compiles. */
export const probeFusedOps: Probe = probeTrainer(
  'native',
  "if (!fusedOps()) throw new Error('they are not compiled');",
);

/** In a process of its own, because a backend may crash or write to the terminal. */
function probeTrainer(backend: 'native' | 'wasm', check: string): Probe {
  const trainer = new URL('../../trainer/backend/index.js', import.meta.url).href;
  const program = `
    import * as tf from '@tensorflow/tfjs';
    import { fusedOps, selectBackend } from '${trainer}';
    try {
      await selectBackend({ prefer: '${backend}' });
      ${check}
      console.log(tf.version.tfjs);
    } catch (error) {
      console.error(error.message);
      process.exitCode = 1;
    }
  `;
  return async ({ env }) => {
    const options = { env, extendEnv: false, cwd: import.meta.dirname, reject: false };
    const { stdout, stderr, exitCode } = await execa(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { ...options, timeout: timeoutMilliseconds },
    );
    if (exitCode !== 0) throw new Error(lastLine(stderr) ?? 'it does not load');
    return stdout.trim();
  };
}

/**
 * The binding is compiled code that npm brings ready-made for most machines, but not for all. It is
 * loaded, but asked for no ports: for that it needs udevadm on Linux, which has a row of its own.
 */
export const probeSerialBinding: Probe = async () => {
  const { autoDetect } = await import('@serialport/bindings-cpp');
  autoDetect();
  const require = createRequire(import.meta.url);
  const { version } = require('@serialport/bindings-cpp/package.json') as { version: string };
  return version;
};

async function ask(
  name: string,
  args: readonly string[],
  env: Surroundings['env'],
): Promise<string> {
  const file = findExecutable(name, env);
  if (file === undefined) throw new Error(`${name} is not in the PATH`);
  const options = { env, extendEnv: false, reject: false, timeout: timeoutMilliseconds };
  const { stdout, stderr, exitCode } = await execa(file, args, options);
  // Some print their version on standard error.
  if (exitCode === 0) return stdout.trim() || stderr.trim();
  throw new Error(`${file} does not work: ${lastLine(stderr) ?? 'it ended without a word'}`);
}

function lastLine(text: string | undefined): string | undefined {
  const line = text?.trim().split('\n').at(-1);
  return line === '' ? undefined : line;
}
