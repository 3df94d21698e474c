import { execa } from 'execa';
import { benchLayer } from '../networks/bench-layer.js';
import { generateProject } from '../project/generate-project.js';
import { writeProject } from '../project/write-project.js';
import { renderTemplate } from '../render/render-template.js';
import { hostedTarget } from './example-targets.js';
import { strictFlags } from './strict-flags.js';

const sanitizers = 'address,undefined';

/** Who mutates the inputs: libFuzzer, or a small program of ours where there is no clang. */
export type FuzzEngine = 'libfuzzer' | 'replay';

/** Of an input with more blocks than the device tells of at once, and an answer of several parts. */
const model = benchLayer({
  op: 'maxPool',
  height: 72,
  width: 64,
  inputs: 1,
  inputBits: 8,
  kernel: [4, 4],
});

/**
 * Builds the device's link, as it is generated, into a program to be fuzzed.
 *
 * @param folder gets the sources and the program
 * @param compiler clang for libFuzzer, clang or gcc to replay
 * @returns the program's name in the folder
 */
export async function buildFuzzTarget(
  folder: string,
  engine: FuzzEngine,
  compiler: string,
): Promise<string> {
  const { files } = generateProject({ model, target: hostedTarget, mlperf: 'ic01' });
  const isReplaced = (path: string): boolean =>
    /^firmware\/(?:main\.c|hosted\/|port\/elapsed\.c)/.test(path);
  const own = engine === 'replay' ? ['fuzz-link', 'fuzz-main'] : ['fuzz-link'];
  const harness = own.map((name) => ({
    path: `${name}.c`,
    contents: renderTemplate(`testing/${name}.c.hbs`, {}),
  }));
  const sources = [...files.filter(({ path }) => !isReplaced(path)), ...harness];
  await writeProject({ files: sources }, folder);
  const names = sources.map(({ path }) => path).filter((path) => path.endsWith('.c'));
  const coverage =
    engine === 'libfuzzer'
      ? ['-fsanitize=fuzzer', '-fprofile-instr-generate', '-fcoverage-mapping']
      : [];
  const flags = [
    ...strictFlags,
    '-O1',
    '-g',
    `-fsanitize=${sanitizers}`,
    '-fno-sanitize-recover=all',
  ];
  await execa(compiler, [...flags, ...coverage, '-I.', '-o', engine, ...names], { cwd: folder });
  return engine;
}
