import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { buildFuzzTarget, fuzzCorpus } from './fuzz-target.js';

export interface FuzzOptions {
  /** Gets the program, and what is found. */
  readonly folder: string;
  /** The compiler, where there is one: it brings libFuzzer. */
  readonly clang: string | undefined;
  readonly seconds: number;
}

export interface FuzzResult {
  readonly passed: boolean;
  /** The fuzzer's own last lines. */
  readonly report: string;
}

/** Of our own program, which knows no clock. */
const mutationsPerSecond = 2000;
const seed = '2';
const reportedLines = 8;

/** Fuzzes the device's link, by libFuzzer or, where there is no clang, with mutations of our own. */
export async function fuzzLink({ folder, clang, seconds }: FuzzOptions): Promise<FuzzResult> {
  const files = await fuzzCorpus();
  if (clang === undefined) {
    const program = await buildFuzzTarget({ folder, engine: 'replay', compiler: 'gcc' });
    const mutations = String(seconds * mutationsPerSecond);
    return run(program, [seed, mutations, ...files], folder);
  }
  const target = path.join(folder, 'target');
  const program = await buildFuzzTarget({ folder: target, engine: 'libfuzzer', compiler: clang });
  // LibFuzzer adds to the first folder what it finds; the committed corpus stays as it is.
  const found = path.join(folder, 'corpus');
  await mkdir(found);
  await Promise.all(files.map((file) => copyFile(file, path.join(found, path.basename(file)))));
  const limits = [`-max_total_time=${seconds}`, '-max_len=8192'];
  return run(program, [...limits, '-print_final_stats=1', found], folder);
}

async function run(program: string, args: string[], cwd: string): Promise<FuzzResult> {
  const env = { LLVM_PROFILE_FILE: path.join(cwd, 'coverage.profraw') };
  const { all, exitCode } = await execa(program, args, { cwd, env, all: true, reject: false });
  const lines = all.split('\n').filter((line) => !/^#|Uses: \d|dictionary/.test(line));
  const reported = exitCode === 0 ? lines.slice(-reportedLines) : lines;
  return { passed: exitCode === 0, report: reported.join('\n') };
}
