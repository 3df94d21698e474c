import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import type { KernelPolicy } from '../kernels/select-kernel.js';
import { elementCount, findTensor, type CodeTensor, type Model } from '../model/graph.js';
import { packCodes } from '../model/packing.js';
import { generateModelFiles, type GeneratedModel } from '../project/generate-model-files.js';
import type { GeneratedFile } from '../project/target.js';
import { renderTemplate } from '../render/render-template.js';
import { strictFlags } from './strict-flags.js';
import { inTemporaryFolder } from './temporary-folder.js';
import { testMachines, type TestMachine, type TestMachineName } from './test-machines.js';

export interface CoreRun {
  readonly model: Model;
  /** Input codes of each run; every model of a batch has equally many. */
  readonly inputs: readonly Uint8Array[];
  /** By what kernels are chosen; default: the cheapest. */
  readonly policy?: KernelPolicy;
  /** Threads that share its work; default: 1. */
  readonly threads?: number;
}

/**
 * Generates models for a core, builds one program of them all and runs it there.
 *
 * @param name a row of `testMachines`
 * @param flags such as `['-O1', '-fsanitize=address,undefined']`
 * @returns for each model and input, its output values
 * @example
 * const [[output]] = await runOnCore('cortex-m4', [{ model, inputs: [codes] }]);
 */
export async function runOnCore(
  name: TestMachineName,
  runs: readonly CoreRun[],
  flags: readonly string[] = ['-O2'],
): Promise<Int32Array[][]> {
  const machine: TestMachine = testMachines[name];
  const generated = runs.map(({ model, policy, threads }) =>
    generateModelFiles({ model, policy, threads, ...machine }),
  );
  const program = {
    files: [mainProgram(generated, runs), ...generated.flatMap((model) => model.files)],
    sources: ['main.c', ...new Set(generated.flatMap((model) => model.sources))],
    inputs: Buffer.concat(runs.flatMap(packedInputs)),
  };
  return splitOutputs(runs, await runProgram(name, program, flags));
}

export interface TestProgram {
  readonly files: readonly GeneratedFile[];
  /** Paths of the `.c` files to compile. */
  readonly sources: readonly string[];
  /** What the program reads from `inputs.bin`. */
  readonly inputs: Uint8Array;
}

/**
 * Builds a program for a core and runs it there.
 *
 * @returns what it has written to `outputs.bin`
 */
export async function runProgram(
  name: TestMachineName,
  { files, sources, inputs }: TestProgram,
  flags: readonly string[] = ['-O2'],
): Promise<Uint8Array> {
  const machine: TestMachine = testMachines[name];
  return await inTemporaryFolder(async (folder) => {
    await writeFiles(folder, [...files, ...bareMetalFiles(machine)]);
    await writeFile(path.join(folder, 'inputs.bin'), inputs);
    const program = ['-o', 'program', ...sources];
    await execa(
      machine.compiler,
      [...machine.flags, ...strictFlags, '-I.', ...flags, ...program, ...bareMetalFlags(machine)],
      { cwd: folder },
    );
    const [command, ...rest] = machine.run;
    await execa(command, [...rest, path.join(folder, 'program')], { cwd: folder });
    return await readFile(path.join(folder, 'outputs.bin'));
  });
}

/** newlib's semihosting gives a bare core the files of this machine. */
function bareMetalFlags({ memory }: TestMachine): string[] {
  return memory ? ['vectors.c', '--specs=rdimon.specs', '-nostartfiles', '-T', 'memory.ld'] : [];
}

function bareMetalFiles({ memory }: TestMachine): GeneratedFile[] {
  if (!memory) return [];
  return [
    { path: 'vectors.c', contents: renderTemplate('testing/vectors.c.hbs', {}) },
    { path: 'memory.ld', contents: renderTemplate('testing/memory.ld.hbs', memory) },
  ];
}

/** The main program for all models of a batch. */
function mainProgram(
  generated: readonly GeneratedModel[],
  runs: readonly CoreRun[],
): GeneratedFile {
  const view = {
    models: generated.map((model) => model.interface),
    samples: runs[0].inputs.length,
  };
  return { path: 'main.c', contents: renderTemplate('testing/many-models.c.hbs', view) };
}

async function writeFiles(folder: string, files: readonly GeneratedFile[]): Promise<void> {
  for (const file of files) {
    const to = path.join(folder, file.path);
    await mkdir(path.dirname(to), { recursive: true });
    await writeFile(to, file.contents);
  }
}

function packedInputs({ model, inputs }: CoreRun): Uint8Array[] {
  const { bits } = findTensor(model, model.input.tensor) as CodeTensor;
  return inputs.map((codes) => packCodes(codes, bits));
}

function splitOutputs(runs: readonly CoreRun[], bytes: Uint8Array): Int32Array[][] {
  const aligned = new Int32Array(Uint8Array.from(bytes).buffer);
  let offset = 0;
  return runs.map(({ model, inputs }) => {
    const count = elementCount(findTensor(model, model.output).shape);
    return inputs.map(() => aligned.subarray(offset, (offset += count)));
  });
}
