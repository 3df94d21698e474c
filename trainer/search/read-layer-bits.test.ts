import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'ava';
import { readLayerBits } from './read-layer-bits.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'softbit-bits-'));
test.after.always(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, contents: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, contents);
  return file;
}

test('Bits of layers are pairs, or a file of them.', (t) => {
  t.deepEqual(readLayerBits('conv1=4,relu1=3'), { conv1: 4, relu1: 3 });
  t.deepEqual(readLayerBits(fileOf('good.json', '{"conv1": 4}')), { conv1: 4 });
});

const bad: readonly (readonly [string, () => string, RegExp])[] = [
  ['a file that is not there', () => path.join(folder, 'none.json'), /none\.json.*ENOENT/],
  ['a file that is no JSON', () => fileOf('text.json', 'conv1: 4'), /text\.json/],
  ['bits beyond 8', () => fileOf('nine.json', '{"conv1": 9}'), /conv1/],
];

for (const [title, make, message] of bad) {
  test(`${title} is a coded error that names it.`, (t) => {
    const error = t.throws(() => readLayerBits(make()), { message });
    t.like(error, { code: 'SB_BITS_FILE' });
  });
}
