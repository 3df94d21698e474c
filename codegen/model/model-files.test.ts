import { chmod, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import type { SoftbitError } from '../softbit-error.js';
import { randomModel } from '../testing/random-model.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { loadModel, saveModel, weightsPath } from './model-files.js';

test('a saved model loads as it was, and nothing else lies beside it', async (t) => {
  const folder = temporaryFolder(t);
  const model = randomModel(4);
  const file = await saveModel(model, folder);
  t.deepEqual(await loadModel(file), model);
  t.deepEqual((await readdir(folder)).sort(), ['random_4.softbit.bin', 'random_4.softbit.json']);
});

const faults: readonly {
  readonly title: string;
  readonly code: string;
  readonly spoil: (file: string) => Promise<string | void>;
}[] = [
  {
    title: 'a file that is not there',
    code: 'SB_MODEL_MISSING',
    spoil: (file) => Promise.resolve(file.replace('random', 'absent')),
  },
  {
    title: 'a file of another kind',
    code: 'SB_MODEL_MISSING',
    spoil: (file) => Promise.resolve(file.replace('softbit.json', 'onnx')),
  },
  {
    title: 'a model without its weights file',
    code: 'SB_MODEL_MISSING',
    spoil: (file) => rm(weightsPath(file)),
  },
  {
    title: 'a folder in place of the file',
    code: 'SB_MODEL_MISSING',
    spoil: (file) => rm(file).then(async () => void (await mkdtemp(`${file}-`))),
  },
  {
    title: 'a JSON file cut in half',
    code: 'SB_MODEL_JSON',
    spoil: (file) => truncate(file, 200),
  },
  { title: 'an empty JSON file', code: 'SB_MODEL_JSON', spoil: (file) => truncate(file, 0) },
  {
    title: 'a weights file cut short',
    code: 'SB_MODEL_WEIGHTS',
    spoil: (file) => truncate(weightsPath(file), 3),
  },
  {
    title: 'a JSON file of 257 MiB',
    code: 'SB_MODEL_TOO_LARGE',
    spoil: (file) => truncate(file, 257 * 2 ** 20),
  },
];

for (const { title, code, spoil } of faults) {
  test(`${title} is ${code}`, async (t) => {
    const file = await saveModel(randomModel(4), temporaryFolder(t));
    const other = await spoil(file);
    const error = await t.throwsAsync<SoftbitError>(loadModel(other ?? file));
    t.is(error.code, code);
    t.regex(error.message, /random_4|absent/);
  });
}

test('a folder that cannot be written leaves nothing half-written', async (t) => {
  const folder = temporaryFolder(t);
  await writeFile(path.join(folder, 'file'), '');
  const blocked = path.join(folder, 'file', 'model');
  const error = await t.throwsAsync<SoftbitError>(saveModel(randomModel(4), blocked));
  t.is(error.code, 'SB_MODEL_NOT_WRITTEN');
  t.is(error.exitCode, 3);
  t.deepEqual(await readdir(folder), ['file']);
});

test('a file that may not be read is missing, with the reason as its cause', async (t) => {
  const file = await saveModel(randomModel(4), temporaryFolder(t));
  await chmod(file, 0);
  if (process.getuid?.() === 0) {
    t.log('skipped: root reads everything');
    return t.pass();
  }
  const error = await t.throwsAsync<SoftbitError>(loadModel(file));
  t.is(error.code, 'SB_MODEL_MISSING');
  t.truthy(error.cause);
});
