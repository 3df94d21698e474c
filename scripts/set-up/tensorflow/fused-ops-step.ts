import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runQuietly } from '../run-quietly.js';
import type { Machine, SetUpStep } from '../set-up-step.js';
import { bindingFolder } from './binding-folder.js';

const sourceFolder = path.join('trainer', 'backend', 'native', 'ops');

/**
 * Neither contraction nor reassociation: the fused staircase must round as the composed one does.
 * Vectors as wide as the processor has them, which compilers by themselves shrink from.
 */
const flags = [
  ...['-std=gnu11', '-O3', '-Wall', '-Wextra', '-shared', '-fPIC', '-pthread'],
  ...['-ffp-contract=off', '-fno-math-errno', '-fno-trapping-math'],
  ...(process.arch === 'x64' ? ['-mprefer-vector-width=512'] : []),
];

/**
 * Compiles the operations that the trainer fuses for TensorFlow's native library. They are compiled
 * anew when their sources change; without a compiler training composes them, and is slower.
 */
export const fusedOpsStep: SetUpStep = {
  name: 'Fused training operations',

  isDone: async ({ machine }) => {
    if (!existsSync(libraries(machine))) return true;
    return (await storedKey(machine)) === keyOf(await readSources(machine));
  },

  run: async ({ machine, report }) => {
    report('compiling …');
    try {
      await compile(machine);
    } catch (error) {
      machine.signal.throwIfAborted();
      report(`gcc failed: ${String(error instanceof Error ? error.message : error)}`);
    }
  },

  outcome: async ({ machine }) => {
    if (!existsSync(libraries(machine))) return 'not needed without the native backend.';
    const compiled = (await storedKey(machine)) !== undefined;
    return compiled
      ? 'compiled.'
      : 'missing; quantized training on native takes about 3 times as long.';
  },
};

/** Builds beside the final places, so that a process never loads half a file. */
async function compile(machine: Machine): Promise<void> {
  const sources = await readSources(machine);
  const module = moduleFile(machine);
  const unfinished = `${module}.${process.pid}`;
  const files = sources.map(({ file }) => file).filter((file) => file.endsWith('.c'));
  const link = ['-L', libraries(machine), '-ltensorflow', '-ltensorflow_framework', '-lm'];
  const search = ['-Wl,--as-needed', '-Wl,-rpath,$ORIGIN/../deps/lib'];
  await Promise.all([module, keyFile(machine)].map((file) => rm(file, { force: true })));
  try {
    await runQuietly('gcc', [...flags, ...search, '-o', unfinished, ...files, ...link], {
      machine,
      timeoutSeconds: 120,
    });
    await rename(unfinished, module);
    await writeFile(keyFile(machine), keyOf(sources));
  } finally {
    await rm(unfinished, { force: true });
  }
}

interface Source {
  readonly file: string;
  readonly text: string;
}

async function readSources({ root }: Machine): Promise<Source[]> {
  const folder = path.join(root, sourceFolder);
  const names = (await readdir(folder)).filter((name) => /\.[ch]$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      return { file, text: await readFile(file, 'utf8') };
    }),
  );
}

function keyOf(sources: readonly Source[]): string {
  const hash = createHash('sha256').update(JSON.stringify(flags));
  for (const { text } of sources) hash.update(text);
  return hash.digest('hex');
}

async function storedKey(machine: Machine): Promise<string | undefined> {
  try {
    return await readFile(keyFile(machine), 'utf8');
  } catch {
    return undefined;
  }
}

function libraries(machine: Machine): string {
  return path.join(bindingFolder(machine), 'deps', 'lib');
}

/** The trainer looks for it under this name, in the folder of the package's own binding. */
function moduleFile(machine: Machine): string {
  return path.join(bindingFolder(machine), 'lib', 'fused-ops.node');
}

function keyFile(machine: Machine): string {
  return `${moduleFile(machine)}.sha256`;
}
