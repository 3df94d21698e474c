import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import type { SoftbitError } from '../softbit-error.js';
import { inTemporaryFolder } from '../testing/temporary-folder.js';
import { manifestPath } from './manifest.js';
import { writeProject } from './write-project.js';

const project = {
  files: [
    { path: manifestPath, contents: '{"format":"softbit-project","version":1}' },
    { path: 'model/net.c', contents: 'int net;\n' },
  ],
};

const names = async (folder: string): Promise<string[]> => (await readdir(folder)).sort();

test('a project is written with its folders, and nothing beside it', async (t) => {
  await inTemporaryFolder(async (folder) => {
    const out = path.join(folder, 'deep', 'out');
    await writeProject(project, out);
    t.is(await readFile(path.join(out, 'model/net.c'), 'utf8'), 'int net;\n');
    t.deepEqual(await names(path.dirname(out)), ['out']);
  });
});

test('an empty folder is taken', async (t) => {
  await inTemporaryFolder(async (folder) => {
    const out = path.join(folder, 'out');
    await mkdir(out);
    await writeProject(project, out);
    t.deepEqual(await names(out), ['model', manifestPath]);
    t.deepEqual(await names(folder), ['out']);
  });
});

test('an earlier project is replaced as a whole', async (t) => {
  await inTemporaryFolder(async (folder) => {
    const out = path.join(folder, 'out');
    await writeProject({ files: [...project.files, { path: 'old.c', contents: '' }] }, out);
    await writeProject(project, out);
    t.deepEqual(await names(out), ['model', manifestPath]);
    t.deepEqual(await names(folder), ['out']);
  });
});

const strangers = [
  { title: 'a file of somebody', file: 'thesis.tex', contents: '' },
  { title: 'a manifest that is not ours', file: manifestPath, contents: '{"format":"other"}' },
  { title: 'a manifest that is no JSON', file: manifestPath, contents: '{' },
];

for (const { title, file, contents } of strangers) {
  test(`a folder with ${title} is left alone`, async (t) => {
    await inTemporaryFolder(async (folder) => {
      await writeFile(path.join(folder, file), contents);
      const error = await t.throwsAsync<SoftbitError>(writeProject(project, folder));
      t.is(error.code, 'SB_OUTPUT_NOT_EMPTY');
      t.is(error.exitCode, 2);
      t.deepEqual(await names(folder), [file]);
      t.is(await readFile(path.join(folder, file), 'utf8'), contents);
    });
  });
}

test('a path that is a file is a coded error', async (t) => {
  await inTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'file');
    await writeFile(file, 'mine');
    const error = await t.throwsAsync<SoftbitError>(writeProject(project, file));
    t.is(error.code, 'SB_OUTPUT_NOT_WRITTEN');
    t.is(error.exitCode, 3);
    t.is(await readFile(file, 'utf8'), 'mine');
    t.deepEqual(await names(folder), ['file']);
  });
});

test('where writing fails half-way, the earlier project stays and nothing is left beside it', async (t) => {
  await inTemporaryFolder(async (folder) => {
    const out = path.join(folder, 'out');
    await writeProject(project, out);
    const broken = { files: [...project.files, { path: 'model/net.c/x.c', contents: '' }] };
    const error = await t.throwsAsync<SoftbitError>(writeProject(broken, out));
    t.is(error.code, 'SB_OUTPUT_NOT_WRITTEN');
    t.deepEqual(await names(out), ['model', manifestPath]);
    t.deepEqual(await names(folder), ['out']);
  });
});

test('a read-only folder is a coded error', async (t) => {
  await inTemporaryFolder(async (folder) => {
    await chmod(folder, 0o555);
    try {
      if (await canWrite(folder)) {
        t.log('skipped: this user may write to read-only folders');
        t.pass();
        return;
      }
      const error = await t.throwsAsync<SoftbitError>(
        writeProject(project, path.join(folder, 'out')),
      );
      t.is(error.code, 'SB_OUTPUT_NOT_WRITTEN');
      t.deepEqual(await names(folder), []);
    } finally {
      await chmod(folder, 0o755);
    }
  });
});

async function canWrite(folder: string): Promise<boolean> {
  return await mkdir(path.join(folder, 'probe')).then(
    () => true,
    () => false,
  );
}
