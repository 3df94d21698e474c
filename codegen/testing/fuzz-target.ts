import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { benchLayer } from '../networks/bench-layer.js';
import { generateProject } from '../project/generate-project.js';
import type { GeneratedFile } from '../project/target.js';
import { writeProject } from '../project/write-project.js';
import { renderTemplate } from '../render/render-template.js';
import { hostedTarget } from './example-targets.js';
import { strictFlags } from './strict-flags.js';

/** Who mutates the inputs: libFuzzer, or a small program of ours where there is no clang. */
export type FuzzEngine = 'libfuzzer' | 'replay';

export interface FuzzTargetOptions {
  readonly folder: string;
  readonly engine: FuzzEngine;
  /** Clang for libFuzzer, clang or gcc to replay. */
  readonly compiler: string;
  /** Spoils a file, to see whether that is found. */
  readonly change?: (file: GeneratedFile) => GeneratedFile;
}

const corpusFolder = fileURLToPath(
  new URL('../../../codegen/firmware/fuzz-corpus/', import.meta.url),
);

/** Scripts for the target, which lead libFuzzer to every part of the link. */
export async function fuzzCorpus(): Promise<string[]> {
  const names = await readdir(corpusFolder);
  return names.sort().map((name) => path.join(corpusFolder, name));
}

/** Of an input with more blocks than the device tells of at once. */
const model = benchLayer({
  op: 'maxPool',
  height: 72,
  width: 64,
  inputs: 1,
  inputBits: 8,
  kernel: [4, 4],
});

/** What the harness stands for: the port and the main loop. */
const replaced = /^firmware\/(?:main\.c|hosted\/|port\/elapsed\.c)/;

/**
 * Builds the device's link, as it is generated and with sanitizers, into a program to be fuzzed.
 *
 * @returns the program's path
 */
export async function buildFuzzTarget(options: FuzzTargetOptions): Promise<string> {
  const { folder, engine, compiler, change = (file) => file } = options;
  const { files } = generateProject({ model, target: hostedTarget, mlperf: 'ic01' });
  const harness = engine === 'replay' ? ['fuzz-link', 'fuzz-main'] : ['fuzz-link'];
  const sources = [
    ...files.filter((file) => !replaced.test(file.path)).map(change),
    ...harness.map(harnessFile),
  ];
  await writeProject({ files: sources }, folder);
  const names = sources.map((file) => file.path).filter((name) => name.endsWith('.c'));
  const args = [...flagsOf(engine), '-I.', '-o', engine, ...names];
  await execa(compiler, args, { cwd: folder });
  return path.join(folder, engine);
}

function harnessFile(name: string): GeneratedFile {
  return { path: `${name}.c`, contents: renderTemplate(`testing/${name}.c.hbs`, {}) };
}

function flagsOf(engine: FuzzEngine): string[] {
  const sanitizers = engine === 'libfuzzer' ? 'fuzzer,address,undefined' : 'address,undefined';
  const common = ['-O1', '-g', `-fsanitize=${sanitizers}`, '-fno-sanitize-recover=all'];
  const coverage = ['-fprofile-instr-generate', '-fcoverage-mapping'];
  return [...strictFlags, ...common, ...(engine === 'libfuzzer' ? coverage : [])];
}
