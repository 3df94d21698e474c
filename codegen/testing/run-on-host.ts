import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { elementCount, findTensor, type CodeTensor, type Model } from '../model/graph.js';
import { packCodes } from '../model/packing.js';
import { generateModelFiles, type GeneratedModel } from '../project/generate-model-files.js';
import { renderTemplate } from '../render/render-template.js';

/** What generated C is promised to compile with; without a word, whatever the compiler. */
export const strictFlags = [
  '-std=c99',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-Wconversion',
  '-Wshadow',
  '-pedantic',
];

export interface HostRun {
  readonly model: Model;
  /** Input codes of each run; every model of a batch has equally many. */
  readonly inputs: readonly Uint8Array[];
}

/**
 * Generates models, builds one program of them all with the host's gcc and runs it.
 *
 * @param flags such as `['-O1', '-fsanitize=address,undefined']`
 * @returns for each model and input, its output values
 */
export async function runOnHost(
  runs: readonly HostRun[],
  flags: readonly string[],
): Promise<Int32Array[][]> {
  const generated = runs.map(({ model }) =>
    generateModelFiles({ model, features: [], core: 'host' }),
  );
  return await inTemporaryFolder(async (folder) => {
    await writeProject(folder, generated, runs[0].inputs.length);
    const sources = new Set(generated.flatMap((model) => model.sources));
    const program = ['-o', 'program', 'main.c', ...sources];
    await execa('gcc', [...strictFlags, '-I.', ...flags, ...program], { cwd: folder });
    const { stdout } = await execa('./program', {
      cwd: folder,
      input: Buffer.concat(runs.flatMap(packedInputs)),
      encoding: 'buffer',
      maxBuffer: 1e9,
    });
    return splitOutputs(runs, stdout);
  });
}

/** A folder that is gone afterwards, whatever happens. */
export async function inTemporaryFolder<Result>(
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), 'softbit-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes generated models and a main program for all of them. */
async function writeProject(
  folder: string,
  generated: readonly GeneratedModel[],
  samples: number,
): Promise<void> {
  const view = { models: generated.map((model) => model.interface), samples };
  const main = {
    path: 'main.c',
    contents: renderTemplate('testing/many-models.c.hbs', view),
  };
  const files = [main, ...generated.flatMap((model) => model.files)];
  for (const file of files) {
    const to = path.join(folder, file.path);
    await mkdir(path.dirname(to), { recursive: true });
    await writeFile(to, file.contents);
  }
}

function packedInputs({ model, inputs }: HostRun): Uint8Array[] {
  const { bits } = findTensor(model, model.input.tensor) as CodeTensor;
  return inputs.map((codes) => packCodes(codes, bits));
}

function splitOutputs(runs: readonly HostRun[], bytes: Uint8Array): Int32Array[][] {
  const aligned = new Int32Array(Uint8Array.from(bytes).buffer);
  let offset = 0;
  return runs.map(({ model, inputs }) => {
    const count = elementCount(findTensor(model, model.output).shape);
    return inputs.map(() => aligned.subarray(offset, (offset += count)));
  });
}
