import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { mfcc } from '../../../codegen/index.js';
import { readIndex } from '../keywords/read-index.js';
import { expectRefusal, type BadInput } from '../testing/bad-input.js';
import { fixtureFolder, type Files } from '../testing/fixture-folder.js';
import { decodeWav } from './decode-wav.js';
import { readClip, wav } from './wav.js';

interface WavOptions {
  readonly tag?: number;
  readonly bits?: number;
  readonly channels?: number;
  readonly rate?: number;
  readonly data: Buffer;
}

/** A WAV file with a chunk of odd length between format and samples, which readers must skip. */
function wavFile({ tag = 1, bits = 16, channels = 1, rate = 16_000, data }: WavOptions): Buffer {
  const format = Buffer.alloc(16);
  format.writeUInt16LE(tag, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt16LE(bits, 14);
  const body = Buffer.concat([
    Buffer.from('WAVE'),
    chunk('fmt ', format),
    chunk('LIST', Buffer.from('odd')),
    Buffer.alloc(1),
    chunk('data', data),
  ]);
  return chunk('RIFF', body);
}

function chunk(name: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  return Buffer.concat([Buffer.from(name), length, data]);
}

const sixteen = Buffer.from(Int16Array.of(0, 1, -1, 32_767, -32_768).buffer);

/** G.711's own table of decoder outputs, at the ends and in the middle, times 4. */
const formats = [
  { title: 'PCM of 16 bits', options: { data: sixteen }, samples: [0, 1, -1, 32_767, -32_768] },
  {
    title: 'PCM of 8 bits',
    options: { bits: 8, data: Buffer.of(128, 129, 0, 255) },
    samples: [0, 256, -32_768, 32_512],
  },
  {
    title: 'µ-law',
    options: { tag: 7, bits: 8, data: Buffer.of(0xff, 0x7f, 0x80, 0x00, 0xfe, 0xef) },
    samples: [0, 0, 32_124, -32_124, 8, 132],
  },
];

for (const { title, options, samples } of formats) {
  test(`${title} is decoded.`, (t) => {
    t.deepEqual([...decodeWav('x.wav', wavFile(options))], samples);
  });
}

const second = (value: number): Buffer =>
  wavFile({
    data: Buffer.from(Int16Array.from({ length: 16_000 }, (_, i) => value * (i % 7)).buffer),
  });

const spoken: Files = Object.fromEntries(
  ['no', 'yes'].flatMap((word, label) =>
    Array.from({ length: 20 }, (_, speaker) => [
      `${word}/s${speaker}_nohash_0.wav`,
      second(1 + label + 10 * speaker),
    ]),
  ),
);

test('Sounds become features, and no speaker is in two parts.', async (t) => {
  const folder = fixtureFolder(t, spoken);
  const { shape, classes, train, validation, test: tested } = await wav.load({ folder });
  t.deepEqual(
    [shape, classes],
    [
      [49, 10, 1],
      ['no', 'yes'],
    ],
  );
  t.is(train.count + validation.count + tested.count, 40);
  for (const { count, labels } of [train, validation, tested]) {
    t.true(count >= 4 && count % 2 === 0);
    t.is(labels.filter((label) => label === 1).length, count / 2);
  }
  const first = mfcc(readClip(path.join(folder, 'no/s0_nohash_0.wav')));
  const all = [train, validation, tested].flatMap(({ images, count }) =>
    Array.from({ length: count }, (_, clip) => images.subarray(490 * clip, 490 * (clip + 1))),
  );
  t.true(all.some((features) => Buffer.from(features).equals(Buffer.from(first))));
});

const bad: readonly (BadInput & { readonly title: string })[] = [
  ['A file that is no WAV', Buffer.from('ID3 and so on'), ['does not begin']],
  ['A sound of two channels', wavFile({ channels: 2, data: sixteen }), ['2 channels at 16000 Hz']],
  ['A sound at 44.1 kHz', wavFile({ rate: 44_100, data: sixteen }), ['1 channels at 44100 Hz']],
  ['A sound in floats', wavFile({ tag: 3, bits: 32, data: sixteen }), ['format is 3 with 32 bits']],
  ['A file that is cut off', wavFile({ data: sixteen }).subarray(0, -2), ['says 10 bytes, and 8']],
  ['A sound without samples', wavFile({ data: Buffer.alloc(0) }), ['no samples']],
].map(([title, file, words]) => ({
  title: title as string,
  files: { ...spoken, 'no/s3_nohash_0.wav': file as Buffer },
  code: 'SB_DATA_INVALID',
  mentions: ['s3_nohash_0.wav', ...(words as string[])],
}));

for (const row of bad) {
  test(`${row.title} is refused.`, (t) => expectRefusal(t, wav, row));
}

test('A folder of one speaker cannot be divided.', (t) =>
  expectRefusal(t, wav, {
    title: '',
    files: { 'no/a_0.wav': second(1), 'yes/a_0.wav': second(2) },
    code: 'SB_DATA_INVALID',
    mentions: ['too few'],
  }));

const keywords = path.resolve(import.meta.dirname, '../../../../../shared/data/keywords');
const archive = path.join(keywords, 'kws12_sc_v002_ulaw.tar.xz');

test('Features of real clips are those of their 16-bit originals, but for what µ-law takes.', (t) => {
  if (!existsSync(archive)) {
    t.log('Skipped: there are no keywords in ../shared/data/keywords.');
    return t.pass();
  }
  const folder = fixtureFolder(t, {});
  execFileSync('tar', ['-xJf', archive, '-C', folder]);
  const originals = readFileSync(path.join(keywords, 'kws12_mfcc_i8.bin'));
  const { rows } = readIndex(keywords, 'kws12');
  const distances: number[] = [];
  for (let row = 0; row < rows.length; row += 49) {
    const features = mfcc(readClip(path.join(folder, 'kws12', rows[row].file)));
    features.forEach((value, index) => {
      distances.push(Math.abs(value - 128 - originals.readInt8(490 * row + index)));
    });
  }
  const share = (most: number) => distances.filter((d) => d <= most).length / distances.length;
  t.log(`equal ${share(0).toFixed(3)}, within one step ${share(1).toFixed(3)}`);
  t.true(share(1) > 0.9);
});
