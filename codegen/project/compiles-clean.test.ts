import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { execa } from 'execa';
import { randomModel } from '../testing/random-model.js';
import { strictFlags } from '../testing/strict-flags.js';
import { inTemporaryFolder } from '../testing/temporary-folder.js';
import { generateModelFiles } from './generate-model-files.js';

const compilers = [
  { name: 'the host', command: 'gcc', flags: [] },
  { name: 'Cortex-M0', command: 'arm-none-eabi-gcc', flags: ['-mcpu=cortex-m0', '-mthumb'] },
  { name: 'Cortex-M4', command: 'arm-none-eabi-gcc', flags: ['-mcpu=cortex-m4', '-mthumb'] },
  { name: 'AArch64', command: 'aarch64-linux-gnu-gcc', flags: [] },
];

/** Enough random models for every kernel and both kinds of output. */
const generated = Array.from({ length: 12 }, (_, seed) =>
  generateModelFiles({ model: randomModel(seed), features: [], core: 'any' }),
);
const files = generated.flatMap((model) => model.files);
const sources = [...new Set(generated.flatMap((model) => model.sources))];

for (const { name, command, flags } of compilers) {
  test.serial(`generated C compiles for ${name} without a warning`, async (t) => {
    t.timeout(120_000);
    if (await isMissing(t, command)) return;
    await inTemporaryFolder(async (folder) => {
      await writeFiles(folder);
      const compilation = [...strictFlags, '-O1', ...flags, '-c', ...sources];
      const { stderr } = await execa(command, compilation, { cwd: folder });
      t.is(stderr, '');
    });
  });
}

const forbidden = [
  { what: 'heap', pattern: /\b(malloc|calloc|realloc|free)\b/ },
  { what: 'floating point', pattern: /\b(float|double)\b|\d\.\d+f?\b(?!\.)/ },
  { what: 'standard library', pattern: /#include <(?!stdint\.h|stddef\.h)/ },
  { what: 'absolute path', pattern: /\/(home|root|work|tmp)\// },
];

for (const { what, pattern } of forbidden) {
  test(`generated C has no ${what}`, (t) => {
    for (const { path: file, contents } of files) {
      const code = contents.replace(/\/\*[\s\S]*?\*\//g, '');
      t.notRegex(code, pattern, file);
    }
  });
}

test('generated lines have at most 100 columns', (t) => {
  const long = files.flatMap(({ path: file, contents }) =>
    contents
      .split('\n')
      .filter((line) => line.length > 100)
      .map((line) => `${file}: ${line}`),
  );
  t.deepEqual(long, []);
});

test('the same model gives the same bytes', (t) => {
  const again = generateModelFiles({ model: randomModel(3), features: [], core: 'any' });
  t.deepEqual(again, generated[3]);
});

async function isMissing(t: ExecutionContext, command: string): Promise<boolean> {
  const { failed } = await execa(command, ['--version'], { reject: false });
  if (!failed) return false;
  t.log(`skipped: ${command} is not installed; "softbit doctor" says how to get it`);
  t.pass();
  return true;
}

async function writeFiles(folder: string): Promise<void> {
  for (const file of files) {
    const to = path.join(folder, file.path);
    await mkdir(path.dirname(to), { recursive: true });
    await writeFile(to, file.contents);
  }
}
