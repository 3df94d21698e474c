/**
 * Form: every folder here holds a model and the files that must come out of it; kernels that any of
 * them needs stand once in `kernels/`. A case is added by adding a folder with a model.
 * `SOFTBIT_UPDATE_GOLDEN=1 npx ava dist/codegen/golden/golden.test.js` rewrites what is expected;
 * review the difference. The files end in `.txt` so that no tool takes them for sources.
 */
import { readdirSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { loadModel } from '../model/model-files.js';
import { generateModelFiles, type GeneratedModel } from '../project/generate-model-files.js';
import type { GeneratedFile } from '../project/target.js';
import { templatesFolder } from '../render/templates-folder.js';

const golden = fileURLToPath(new URL('../codegen/golden/', templatesFolder));
const update = process.env.SOFTBIT_UPDATE_GOLDEN === '1';
const SHARED = 'kernels';

const cases = readdirSync(golden, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== SHARED)
  .map(({ name }) => name);

for (const name of cases) {
  test(`${name} generates the expected model files and report`, async (t) => {
    const generated = await generateCase(name);
    const files = generated.files.filter((file) => !isKernel(file));
    const expected = [...files, { path: 'report.json', contents: report(generated) }];
    await expectFolder(t, path.join(golden, name, 'expected'), expected);
  });
}

test('the kernels of all cases are the expected ones', async (t) => {
  const generated = await Promise.all(cases.map(generateCase));
  const kernels = generated.flatMap(({ files }) => files.filter(isKernel));
  const byPath = new Map(kernels.map((file) => [file.path, file]));
  await expectFolder(t, path.join(golden, SHARED), [...byPath.values()]);
});

async function generateCase(name: string): Promise<GeneratedModel> {
  const model = await loadModel(path.join(golden, name, `${name}.softbit.json`));
  return generateModelFiles({ model, features: [], core: 'cortex-m4' });
}

function isKernel(file: GeneratedFile): boolean {
  return file.path.startsWith('kernels/');
}

/** Passes that fired, kernels with reasons, memory. */
function report({ passes, kernels, memory }: GeneratedModel): string {
  return JSON.stringify({ passes, kernels, memory }, null, 1) + '\n';
}

async function expectFolder(
  t: ExecutionContext,
  folder: string,
  files: readonly GeneratedFile[],
): Promise<void> {
  const named = files.map((file) => [`${path.basename(file.path)}.txt`, file.contents] as const);
  if (update) await rewrite(folder, named);
  t.deepEqual((await readdir(folder)).sort(), named.map(([name]) => name).sort());
  for (const [name, contents] of named) {
    t.is(contents, await readFile(path.join(folder, name), 'utf8'), name);
  }
}

async function rewrite(
  folder: string,
  files: readonly (readonly [name: string, contents: string])[],
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [name, contents] of files) await writeFile(path.join(folder, name), contents);
}
