import fs from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { outputNotWritable } from './errors.js';
import { writeAtomically } from './write-atomically.js';

test('a file is written with its folders, and nothing lies beside it', (t) => {
  const file = path.join(temporaryFolder(t), 'a', 'b', 'file');
  writeAtomically(file, ['one ', Buffer.from('two')]);
  t.is(fs.readFileSync(file, 'utf8'), 'one two');
  t.deepEqual(fs.readdirSync(path.dirname(file)), ['file']);
});

test('what a killed process left behind is overwritten', (t) => {
  const file = path.join(temporaryFolder(t), 'file');
  fs.writeFileSync(`${file}.tmp`, 'half of a longer text');
  writeAtomically(file, ['whole']);
  t.is(fs.readFileSync(file, 'utf8'), 'whole');
  t.deepEqual(fs.readdirSync(path.dirname(file)), ['file']);
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('a full disk gives a coded error, and the old file stays', (t) => {
  const file = path.join(temporaryFolder(t), 'file');
  fs.writeFileSync(file, 'old');
  fs.symlinkSync('/dev/full', `${file}.tmp`);
  const error = t.throws(
    () => {
      writeAtomically(file, ['new']);
    },
    { code: 'SB_OUTPUT_DISK_FULL' },
  );
  t.true(error.message.includes(file));
  t.is(fs.readFileSync(file, 'utf8'), 'old');
  t.deepEqual(fs.readdirSync(path.dirname(file)), ['file']);
});

onLinux('a folder that cannot be written to gives a coded error', (t) => {
  const error = t.throws(
    () => {
      writeAtomically('/sys/softbit/file', ['new']);
    },
    { code: 'SB_OUTPUT_READ_ONLY' },
  );
  t.true(error.message.includes('/sys/softbit/file'));
});

test('a file in the place of the folder gives a coded error', (t) => {
  const file = path.join(temporaryFolder(t), 'file');
  fs.writeFileSync(file, 'in the way');
  t.throws(
    () => {
      writeAtomically(path.join(file, 'checkpoint'), ['new']);
    },
    { code: 'SB_OUTPUT_NOT_WRITABLE' },
  );
});

const causes = [
  { errno: 'ENOSPC', code: 'SB_OUTPUT_DISK_FULL' },
  { errno: 'EDQUOT', code: 'SB_OUTPUT_DISK_FULL' },
  { errno: 'EACCES', code: 'SB_OUTPUT_READ_ONLY' },
  { errno: 'EPERM', code: 'SB_OUTPUT_READ_ONLY' },
  { errno: 'EROFS', code: 'SB_OUTPUT_READ_ONLY' },
  { errno: 'EIO', code: 'SB_OUTPUT_NOT_WRITABLE' },
];

for (const { errno, code } of causes) {
  test(`${errno} is reported as ${code}`, (t) => {
    const cause = Object.assign(new Error('refused'), { code: errno });
    const error = outputNotWritable('out/file', cause);
    t.is(error.code, code);
    t.is(error.cause, cause);
    t.regex(error.message, new RegExp(`out/file \\(${errno}\\)`));
  });
}
