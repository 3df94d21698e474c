import path from 'node:path';
import test from 'ava';
import { execa } from 'execa';
import { elementCount, findTensor, type CodeTensor } from '../model/graph.js';
import { modelHash } from '../model/model-hash.js';
import { packCodes } from '../model/packing.js';
import { generateProject } from '../project/generate-project.js';
import { writeProject } from '../project/write-project.js';
import { runModel } from '../reference/run-model.js';
import { hostedTarget } from '../testing/example-targets.js';
import { frameBytes, splitFrames, type LinkFrame } from '../testing/link-frames.js';
import { randomInput, randomModel } from '../testing/random-model.js';
import { inTemporaryFolder } from '../testing/temporary-folder.js';

const HELLO = 0x01;
const RUN = 0x02;
const STATS = 0x03;
const LOAD = 0x04;
const ERROR = 0x7f;

const model = randomModel(0, { nodes: [3, 3] });
const input = findTensor(model, model.input.tensor) as CodeTensor;
const inputs = Array.from({ length: 4 }, (_, seed) => randomInput(seed + 100, model));
const outputCount = elementCount(findTensor(model, model.output).shape);
const answerBytes = 4 + 4 * outputCount;
const packed = inputs.map((codes) => Buffer.from(packCodes(codes, input.bits)));

const request = (type: number, sequence: number, payload = Buffer.alloc(0)): Buffer =>
  frameBytes({ type, sequence, payload });

const words = ({ payload }: LinkFrame): number[] =>
  Array.from({ length: payload.length / 4 }, (_, index) => payload.readInt32LE(4 * index));

/** Whole blocks of 16 bytes from that one on. */
const load = (sequence: number, bytes: Buffer, block = 0): Buffer =>
  request(LOAD, sequence, Buffer.concat([Buffer.of(block, 0), bytes]));

/** Asks for a part of the answer, from that byte on. */
const run = (sequence: number, from = 0, count = answerBytes - from): Buffer =>
  request(RUN, sequence, Buffer.of(from, from >> 8, count, count >> 8));

const loadAndRun = (sequence: number, input: Buffer): Buffer =>
  Buffer.concat([load(sequence, input), run(sequence)]);

/** Behind where the part begins and the ticks. */
const outputs = ({ payload, ...frame }: LinkFrame): number[] =>
  words({ ...frame, payload: payload.subarray(2) }).slice(1);
const expected = (index: number): number[] => [
  ...runModel(model, inputs[index]).get(model.output)!,
];

/** What follows the lines of text that a device says when it boots. */
function behindBoot(bytes: Buffer): Buffer {
  const last = 'm-init-done\r\nm-ready\r\n';
  return bytes.subarray(bytes.indexOf(last) + last.length);
}

/** Builds the program with sanitizers, sends it everything at once and ends its input. */
async function converse(requests: readonly Buffer[]): Promise<LinkFrame[]> {
  return await inTemporaryFolder(async (folder) => {
    const project = path.join(folder, 'project');
    await writeProject(generateProject({ model, target: hostedTarget }), project);
    const sanitize = '-fsanitize=address,undefined -fno-sanitize-recover';
    await execa('make', [`CFLAGS=-O1 ${sanitize}`, `LDFLAGS=${sanitize}`], { cwd: project });
    const { stdout, exitCode } = await execa('build/program', {
      cwd: project,
      input: Buffer.concat(requests),
      encoding: 'buffer',
    });
    if (exitCode !== 0) throw new Error(`exit code ${exitCode}`);
    return splitFrames(behindBoot(Buffer.from(stdout)));
  });
}

test('the inputs of these tests have different outputs', (t) => {
  t.is(new Set(inputs.map((_, index) => expected(index).join())).size, inputs.length);
});

test('HELLO tells version, sizes and the model file', async (t) => {
  const [hello] = await converse([request(HELLO, 0)]);
  t.is(hello.type, HELLO | 0x80);
  t.is(hello.sequence, 0);
  const longestPayload = Math.max(64, packed[0].length + 2);
  t.deepEqual(words({ ...hello, payload: hello.payload.subarray(0, 28) }), [
    2,
    packed[0].length,
    outputCount,
    1_000_000_000,
    32,
    longestPayload,
    4096,
  ]);
  t.is(hello.payload.subarray(28).toString('hex'), modelHash(model));
});

test('RUN gives what the reference gives', async (t) => {
  const answers = await converse([
    request(HELLO, 0),
    ...packed.map((payload, index) => loadAndRun(index + 1, payload)),
  ]);
  answers.slice(1).forEach((answer, index) => {
    t.is(answer.type, RUN | 0x80);
    t.is(answer.sequence, index + 1);
    t.deepEqual(outputs(answer), expected(index));
  });
  t.is(answers.length, packed.length + 1);
});

test('an answer can be fetched in parts, of which each says where it begins', async (t) => {
  const cut = answerBytes - 3;
  const [, whole, head, tail] = await converse([
    request(HELLO, 0),
    loadAndRun(1, packed[0]),
    run(1, 0, cut),
    run(1, cut),
  ]);
  t.is(head.payload.readUInt16LE(0), 0);
  t.is(tail.payload.readUInt16LE(0), cut);
  const parts = [head, tail].map(({ payload }) => payload.subarray(2));
  t.true(Buffer.concat(parts).equals(whole.payload.subarray(2)));
});

test('the last two inferences are answered from memory, until HELLO clears it', async (t) => {
  const [, first, second, repeated, again, , computed] = await converse([
    request(HELLO, 0),
    loadAndRun(9, packed[0]),
    loadAndRun(10, packed[1]),
    loadAndRun(9, packed[2]),
    run(10),
    request(HELLO, 0),
    loadAndRun(9, packed[1]),
  ]);
  t.true(repeated.payload.equals(first.payload));
  t.true(again.payload.equals(second.payload));
  t.deepEqual(outputs(computed), expected(1));
});

test('an inference before the last two is computed again, and so its input is asked for', async (t) => {
  const answers = await converse([
    request(HELLO, 0),
    ...[1, 2, 3].map((sequence) => loadAndRun(sequence, packed[0])),
    run(1),
  ]);
  t.is(answers[4].type, LOAD | 0x80);
  t.is(answers[4].payload.readUInt16LE(0), 0);
});

test('the input of one sample never ends in that of another', async (t) => {
  const [, missing, answer] = await converse([
    request(HELLO, 0),
    load(1, packed[0]),
    run(2),
    loadAndRun(2, packed[1]),
  ]);
  t.is(missing.type, LOAD | 0x80);
  t.deepEqual(outputs(answer), expected(1));
});

test('before HELLO everything else is refused with reason 5, and HELLO ends that', async (t) => {
  const answers = await converse([
    run(1),
    request(STATS, 2),
    load(3, packed[0]),
    request(HELLO, 0),
    loadAndRun(1, packed[0]),
  ]);
  t.deepEqual(
    answers.slice(0, 3).map(({ type, sequence, payload }) => [type, sequence, payload[0]]),
    [1, 2, 3].map((sequence) => [ERROR, sequence, 5]),
  );
  t.deepEqual(outputs(answers[4]), expected(0));
});

const refusals = [
  {
    title: 'a wrong checksum is refused with reason 1 and number 0',
    bytes: Buffer.concat([request(HELLO, 5).subarray(0, -1), Buffer.of(0x33)]),
    sequence: 0,
    reason: 1,
  },
  {
    title: 'a wrong header check is refused with reason 1 and number 0',
    bytes: Buffer.from('a55a0500000000', 'hex'),
    sequence: 0,
    reason: 1,
  },
  {
    title: 'a payload that its type does not have is refused with reason 2',
    bytes: request(STATS, 6, Buffer.of(1)),
    sequence: 6,
    reason: 2,
  },
  {
    title: 'a piece that is no whole block is refused with reason 2',
    bytes: load(7, packed[0].subarray(0, 1)),
    sequence: 7,
    reason: 2,
  },
  {
    title: 'a piece behind the end of the input is refused with reason 2',
    bytes: load(8, packed[0], Math.ceil(packed[0].length / 16)),
    sequence: 8,
    reason: 2,
  },
  {
    title: 'a part behind the end of the answer is refused with reason 2',
    bytes: run(9, 4, answerBytes - 3),
    sequence: 9,
    reason: 2,
  },
  {
    title: 'an inference with number 0 is refused with reason 2',
    bytes: run(0),
    sequence: 0,
    reason: 2,
  },
  {
    title: 'an unknown type is refused with reason 3',
    bytes: request(0x44, 8),
    sequence: 8,
    reason: 3,
  },
];

test('requests that cannot be answered are refused, and counted', async (t) => {
  const [, ...answers] = await converse([
    request(HELLO, 0),
    ...refusals.map(({ bytes }) => bytes),
    request(STATS, 20),
  ]);
  t.is(answers.length, refusals.length + 1);
  refusals.forEach(({ title, sequence, reason }, index) => {
    t.is(answers[index].type, ERROR, title);
    t.is(answers[index].sequence, sequence, title);
    t.deepEqual(words(answers[index]), [reason], title);
  });
  t.deepEqual(words(answers.at(-1)!), [0, 0, 0, refusals.length, 0]);
});
