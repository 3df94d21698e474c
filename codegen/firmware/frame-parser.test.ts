import { rm } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { execa } from 'execa';
import { generateProject } from '../project/generate-project.js';
import { writeProject } from '../project/write-project.js';
import { renderTemplate } from '../render/render-template.js';
import { hostedTarget } from '../testing/example-targets.js';
import { frameBytes } from '../testing/link-frames.js';
import { randomModel } from '../testing/random-model.js';
import { Random } from '../testing/random.js';
import { strictFlags } from '../testing/strict-flags.js';
import { inTemporaryFolder } from '../testing/temporary-folder.js';

/** A step of a script for `parse-stream.c`. */
type Step = { readonly bytes: Buffer } | 'pause';

/** Longest payload that the parser of a small model takes: `SB_FRAME_PAYLOAD_BYTES`. */
const CAPACITY = 64;
const LONGEST_FRAME = CAPACITY + 10;

const frame = (sequence: number, payload = Buffer.alloc(0)): Buffer =>
  frameBytes({ type: 1, sequence, payload });

/** What the parser says of each script, one fresh parser each. */
async function parse(scripts: readonly (readonly Step[])[]): Promise<string[][]> {
  const model = randomModel(7);
  const { files } = generateProject({ model, target: hostedTarget });
  const main = { path: 'main.c', contents: renderTemplate('testing/parse-stream.c.hbs', {}) };
  return await inTemporaryFolder(async (folder) => {
    const project = path.join(folder, 'project');
    await writeProject({ files: [...files, main] }, project);
    const sources = ['frame_parser', 'crc32', 'little_endian'].map((s) => `firmware/link/${s}.c`);
    const flags = [...strictFlags, '-O1', '-fsanitize=address,undefined', '-fno-sanitize-recover'];
    await execa('gcc', [...flags, '-I.', '-o', 'parse', 'main.c', ...sources], { cwd: project });
    const input = Buffer.concat(scripts.flatMap(encode));
    const { stdout } = await execa('./parse', { cwd: project, input, maxBuffer: 1e8 });
    await rm(project, { recursive: true });
    return stdout
      .split('reset')
      .slice(1)
      .map((part) => part.trim().split('\n').filter(Boolean));
  });
}

function encode(script: readonly Step[]): Buffer[] {
  const steps = script.map((step) =>
    step === 'pause'
      ? Buffer.from('p')
      : Buffer.concat([...step.bytes].map((byte) => Buffer.of('b'.charCodeAt(0), byte))),
  );
  return [Buffer.from('r'), ...steps];
}

/**
 * Noise that holds starts, headers of impossible and of possible lengths, and cut-off frames. Two
 * bytes are cut off: the start of the next frame might be the one that is missing, and rightly so.
 */
function noise(random: Random): Buffer {
  const parts = Array.from({ length: random.integer(0, 8) }, () => {
    const choices = [
      () => Buffer.of(0xa5),
      () => Buffer.of(0xa5, 0x5a),
      () => Buffer.of(0xa5, 0x5a, 1, 0, random.integer(0, CAPACITY + 2), 0),
      () => Buffer.of(0xa5, 0x5a, 2, 0, 0xff, random.integer(0, 0xff)),
      () => frame(9, Buffer.alloc(random.integer(0, CAPACITY), 0xa5)).subarray(0, -2),
      () => Buffer.from(random.codes(random.integer(1, 2 * LONGEST_FRAME), 8)),
    ];
    return random.pick(choices)();
  });
  return Buffer.concat(parts);
}

const rows: { title: string; script: Step[]; events: string[] }[] = [
  {
    title: 'a frame is found',
    script: [{ bytes: frame(5, Buffer.of(1, 2, 3)) }],
    events: ['frame 1 5 3 6'],
  },
  {
    title: 'two frames without a gap are both found',
    script: [{ bytes: Buffer.concat([frame(5), frame(6)]) }],
    events: ['frame 1 5 0 0', 'frame 1 6 0 0'],
  },
  {
    title: 'the longest frame is found',
    script: [{ bytes: frame(5, Buffer.alloc(CAPACITY, 1)) }],
    events: ['frame 1 5 64 64'],
  },
  {
    title: 'a frame that is one byte too long is ignored, and the next is found',
    script: [{ bytes: frame(5, Buffer.alloc(CAPACITY + 1)) }, { bytes: frame(6) }],
    events: ['frame 1 6 0 0'],
  },
  {
    title: 'a doubled start byte does not hide a frame',
    script: [{ bytes: Buffer.concat([Buffer.of(0xa5), frame(5)]) }],
    events: ['frame 1 5 0 0'],
  },
  {
    title: 'an altered frame is refused once, whatever looks like a frame inside',
    script: [
      {
        bytes: Buffer.concat([
          frame(
            5,
            Buffer.concat([frame(1).subarray(0, -1), Buffer.of(0), Buffer.alloc(9)]),
          ).subarray(0, -1),
          Buffer.of(0),
          frame(6),
        ]),
      },
    ],
    events: ['refused', 'frame 1 6 0 0'],
  },
  {
    title: 'a frame that lost a byte swallows none of the frame behind a pause',
    script: [{ bytes: frame(5, Buffer.alloc(20)).subarray(0, -12) }, 'pause', { bytes: frame(6) }],
    events: ['frame 1 6 0 0'],
  },
  {
    title: 'a pause inside a sound frame does it no harm',
    script: [
      { bytes: frame(5, Buffer.of(7)).subarray(0, 4) },
      'pause',
      { bytes: frame(5, Buffer.of(7)).subarray(4) },
    ],
    events: ['frame 1 5 1 7'],
  },
];

test('the parser finds frames and nothing else', async (t) => {
  const events = await parse(rows.map(({ script }) => script));
  t.is(events.length, rows.length);
  rows.forEach((row, index) => t.deepEqual(events[index], row.events, row.title));
});

test('after any noise and a pause, a frame is found at once', async (t) => {
  t.timeout(120_000);
  const random = new Random(1);
  const scripts = Array.from({ length: 3000 }, (): Step[] => [
    { bytes: noise(random) },
    'pause',
    { bytes: frame(77, Buffer.of(1)) },
  ]);
  const events = await parse(scripts);
  t.is(events.length, scripts.length);
  const lost = events.findIndex((seen) => seen.at(-1) !== 'frame 1 77 1 1');
  t.is(lost, -1, `script ${lost} lost its frame: ${events[lost]?.join(', ')}`);
});

test('after any noise and no pause, frames of the longest kind are found from the second on', async (t) => {
  t.timeout(120_000);
  const random = new Random(2);
  const longest = frame(77, Buffer.alloc(CAPACITY, 1));
  const scripts = Array.from({ length: 3000 }, (): Step[] => [
    { bytes: Buffer.concat([noise(random), longest, longest]) },
  ]);
  const events = await parse(scripts);
  t.is(events.length, scripts.length);
  const lost = events.findIndex((seen) => !seen.includes('frame 1 77 64 64'));
  t.is(lost, -1, `script ${lost} lost both frames`);
});
