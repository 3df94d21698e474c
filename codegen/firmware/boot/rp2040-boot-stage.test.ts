import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { execa } from 'execa';
import { inTemporaryFolder } from '../../testing/temporary-folder.js';
import { crc32Mpeg2 } from './crc32-mpeg2.js';
import { instructions, literals } from './rp2040-boot-stage.js';

test('The checksum of the digits 1 to 9 is the one that catalogues of CRCs give.', (t) => {
  t.is(crc32Mpeg2(new TextEncoder().encode('123456789')), 0x0376_e6e7);
});

test('An assembler makes the same code of the listing.', async (t) => {
  const { failed } = await execa('arm-none-eabi-as', ['--version'], { reject: false });
  if (failed) {
    t.log('skipped: arm-none-eabi-as is missing');
    return t.pass();
  }
  await inTemporaryFolder(async (folder) => {
    const lines = ['.syntax unified', '.cpu cortex-m0plus', '.thumb', '.balign 4'];
    const source = [...lines, ...instructions.map(({ text }) => text), ''].join('\n');
    await writeFile(path.join(folder, 'stage.s'), source);
    const run = (tool: string, args: readonly string[]) => execa(tool, args, { cwd: folder });
    await run('arm-none-eabi-as', ['-o', 'stage.o', 'stage.s']);
    await run('arm-none-eabi-objcopy', ['-O', 'binary', 'stage.o', 'stage.bin']);
    const halves = instructions.flatMap(({ code }) => code);
    const expected = Buffer.alloc(2 * halves.length);
    halves.forEach((half, index) => expected.writeUInt16LE(half, 2 * index));
    t.is(
      (await readFile(path.join(folder, 'stage.bin'))).toString('hex'),
      expected.toString('hex'),
    );
  });
});

test('Every load reads the word that its purpose asks for.', (t) => {
  const words = literals(0x1000_0100);
  let address = 0;
  const read: number[] = [];
  for (const { code, text } of instructions) {
    const offset = /\[pc, #(\d+)\]/.exec(text)?.[1];
    if (offset !== undefined) read.push(((address + 4) & ~3) + Number(offset));
    address += 2 * code.length;
  }
  t.is(address % 4, 0);
  t.deepEqual(
    read,
    words.map((_, index) => address + 4 * index),
  );
});
