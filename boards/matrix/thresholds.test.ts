import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { SoftbitError } from '../../codegen/index.js';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { breaches, type Limit } from './limits.js';
import { failed, passed, skipped } from './testing/results.js';
import { loadThresholds, updateThresholds } from './thresholds.js';

test('Limits written from results are read back, and the same results keep to them.', async (t) => {
  const file = path.join(temporaryFolder(t), 'thresholds.json');
  await updateThresholds(file, [passed, failed, skipped], []);
  const limits = await loadThresholds(file);
  const { board, model, accuracy, instructions, flash, ram } = passed;
  t.deepEqual(limits, [{ board, model, accuracy, instructions, flash, ram } as Limit]);
  t.deepEqual(breaches(passed, limits), []);
  t.is(breaches({ ...passed, ram: passed.ram! + 1 }, limits).length, 1);
});

test('Writing anew replaces the limits of a board and model and keeps all others.', async (t) => {
  const file = path.join(temporaryFolder(t), 'thresholds.json');
  const others: Limit[] = [
    { board: '*', model: '*', accuracy: 0.9 },
    { board: 'host', model: 'lenet5', flash: 1 },
  ];
  await updateThresholds(
    file,
    [passed],
    [...others, { board: 'mps2-an386', model: 'lenet5', ram: 1 }],
  );
  const limits = await loadThresholds(file);
  t.deepEqual(limits.slice(0, 2), others);
  t.is(limits.length, 3);
  t.is(limits[2].ram, passed.ram!);
});

test('A figure that nothing measured gets no limit.', async (t) => {
  const file = path.join(temporaryFolder(t), 'thresholds.json');
  await updateThresholds(file, [{ ...passed, instructions: null }], []);
  t.false(readFileSync(file, 'utf8').includes('instructions'));
});

const header = { format: 'softbit-thresholds', version: 1 };
const mistakes: [title: string, text: string, words: RegExp][] = [
  ['no JSON', '{', /\(file\)/],
  ['another format', '{"format": "x", "version": 1, "limits": []}', /"format"/],
  [
    'a misspelt figure',
    JSON.stringify({ ...header, limits: [{ board: '*', model: '*', flsh: 1 }] }),
    /limits\.0.*flsh/,
  ],
  [
    'an accuracy in per cent',
    JSON.stringify({ ...header, limits: [{ board: '*', model: '*', accuracy: 98 }] }),
    /limits\.0\.accuracy/,
  ],
];

for (const [title, text, words] of mistakes) {
  test(`A thresholds file with ${title} is refused with the field.`, async (t) => {
    const file = path.join(temporaryFolder(t), 'thresholds.json');
    writeFileSync(file, text);
    const error = await t.throwsAsync(loadThresholds(file), { instanceOf: SoftbitError });
    t.is(error.code, 'SB_THRESHOLDS_INVALID');
    t.regex(error.message, words);
  });
}

test('A thresholds file that is not there is an error that says how to write one.', async (t) => {
  const error = await t.throwsAsync(loadThresholds('no/such.json'), { instanceOf: SoftbitError });
  t.is(error.code, 'SB_THRESHOLDS_UNREADABLE');
  t.regex(error.message, /--update-thresholds no\/such\.json/);
});
