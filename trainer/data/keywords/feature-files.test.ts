import { existsSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { expectRefusal, type BadInput } from '../testing/bad-input.js';
import { fixtureFolder, type Files } from '../testing/fixture-folder.js';
import { asc40, kws12 } from './feature-files.js';
import { holdOutSpeakers } from './hold-out-speakers.js';
import { readIndex } from './read-index.js';

/** Clip n has features n − 128; speaker and split take turns. */
const rows = Array.from({ length: 40 }, (_, row) => ({
  file: `w${row % 2}/s${row % 8}_${row}.wav`,
  label: row % 2,
  name: ['_no_', 'yes'][row % 2],
  speaker: `s${row % 8}`,
  split: row < 30 ? 'train' : 'test',
}));

type Row = (typeof rows)[number];

function index(withSpeaker: boolean, all: readonly Row[] = rows): string {
  const head = `row,file,label,label_name,${withSpeaker ? 'speaker,' : ''}split`;
  const lines = all.map(({ file, label, name, speaker, split }, row) =>
    [row, file, label, name, ...(withSpeaker ? [speaker] : []), split].join(','),
  );
  return `${[head, ...lines].join('\n')}\n`;
}

const good: Files = {
  'kws12_index.csv': index(true),
  'kws12_mfcc_i8.bin': Uint8Array.from(
    { length: 40 * 490 },
    (_, at) => Math.floor(at / 490) ^ 0x80,
  ),
  'kws12_labels.u8': Uint8Array.from(rows, ({ label }) => label),
};

test('Clips go to their split, int8 features become bytes and the zero point is 211.', async (t) => {
  const { shape, classes, train, validation, test } = await kws12.load({
    folder: fixtureFolder(t, good),
  });
  t.deepEqual(
    [shape, classes],
    [
      [49, 10, 1],
      ['no', 'yes'],
    ],
  );
  t.is(train.count + validation.count, 30);
  t.deepEqual([...test.labels], [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
  t.deepEqual([...test.images.subarray(0, 490)], Array<number>(490).fill(30));
  for (const { zeroPoint, images, count } of [train, validation, test]) {
    t.is(zeroPoint, 211);
    t.is(images.length, count * 490);
  }
});

test('Speakers of an index without validation clips are held out whole, at least a tenth.', async (t) => {
  const { train, validation } = await kws12.load({ folder: fixtureFolder(t, good) });
  const speakers = (images: Uint8Array): Set<number> =>
    new Set(images.filter((_, at) => at % 490 === 0).map((clip) => clip % 8));
  const [heard, held] = [speakers(train.images), speakers(validation.images)];
  t.true(held.size > 0 && validation.count >= 3);
  t.true([...held].every((speaker) => !heard.has(speaker)));
  t.is(heard.size + held.size, 8);
});

test('Who is held out does not depend on the order of the clips.', (t) => {
  const speakers = rows.map(({ speaker }) => speaker);
  t.deepEqual(holdOutSpeakers([...speakers].reverse()), holdOutSpeakers(speakers));
});

test('Without a column for speakers, the name of the recording tells.', (t) => {
  const folder = fixtureFolder(t, { 'kws12_index.csv': index(false) });
  t.deepEqual(
    readIndex(folder, 'kws12').rows.map(({ speaker }) => speaker),
    rows.map(({ speaker }) => speaker),
  );
});

const changed = (file: string, content: Uint8Array | string): Files => ({
  ...good,
  [file]: content,
});
const withRow = (change: Partial<Row>): Files =>
  changed(
    'kws12_index.csv',
    index(
      true,
      rows.map((row, at) => (at === 3 ? { ...row, ...change } : row)),
    ),
  );

const bad: readonly BadInput[] = [
  {
    title: 'A feature file that is too short',
    files: changed('kws12_mfcc_i8.bin', new Uint8Array(489)),
    code: 'SB_DATA_INVALID',
    mentions: ['kws12_mfcc_i8.bin', '489 bytes', '40 × 490'],
  },
  {
    title: 'A label file that is too short',
    files: changed('kws12_labels.u8', new Uint8Array(39)),
    code: 'SB_DATA_INVALID',
    mentions: ['kws12_labels.u8', '39 labels for 40 rows'],
  },
  {
    title: 'A label that the index has otherwise',
    files: changed('kws12_labels.u8', new Uint8Array(40)),
    code: 'SB_DATA_INVALID',
    mentions: ['label 1 is 0, and 1 in the index'],
  },
  {
    title: 'An index without a split',
    files: changed('kws12_index.csv', index(true).replace(',split', ',part')),
    code: 'SB_DATA_INVALID',
    mentions: ['kws12_index.csv', 'no column split'],
  },
  {
    title: 'An index with a missing line',
    files: changed('kws12_index.csv', index(true).replace(/^5,.*\n/m, '')),
    code: 'SB_DATA_INVALID',
    mentions: ['line 7 is not row 5'],
  },
  {
    title: 'An unknown split',
    files: withRow({ split: 'dev' }),
    code: 'SB_DATA_INVALID',
    mentions: ['row 3', '"dev"'],
  },
  {
    title: 'A class of two names',
    files: withRow({ name: 'yep' }),
    code: 'SB_DATA_INVALID',
    mentions: ['class 1 is called yes and yep'],
  },
];

for (const row of bad) {
  test(`${row.title} is refused.`, (t) => expectRefusal(t, kws12, row));
}

const folder = path.resolve(import.meta.dirname, '../../../../../shared/data/keywords');
const skip = existsSync(folder) ? test : test.skip;

skip('The real keyword sets have their published counts.', async (t) => {
  const commands = await kws12.load({ folder });
  t.is(commands.classes.join(' '), 'down go left no off on right stop up yes silence unknown');
  t.deepEqual(
    [commands.train.count + commands.validation.count, commands.test.count],
    [3426, 1464],
  );
  t.true(commands.validation.count >= 343 && commands.validation.count < 420);
  const arabic = await asc40.load({ folder });
  const { train, validation, test: tested } = arabic;
  t.deepEqual([train.count, validation.count, tested.count], [7200, 2400, 2400]);
  t.is(arabic.classes.length, 40);
});
