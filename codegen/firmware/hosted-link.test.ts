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
const ERROR = 0x7f;

const model = randomModel(0, { nodes: [3, 3] });
const input = findTensor(model, model.input.tensor) as CodeTensor;
const inputs = Array.from({ length: 4 }, (_, seed) => randomInput(seed + 100, model));
const packed = inputs.map((codes) => Buffer.from(packCodes(codes, input.bits)));

const request = (type: number, sequence: number, payload = Buffer.alloc(0)): Buffer =>
  frameBytes({ type, sequence, payload });

const words = ({ payload }: LinkFrame): number[] =>
  Array.from({ length: payload.length / 4 }, (_, index) => payload.readInt32LE(4 * index));

const outputs = (answer: LinkFrame): number[] => words(answer).slice(1);
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
  t.deepEqual(words(hello).slice(0, 5), [
    1,
    packed[0].length,
    elementCount(findTensor(model, model.output).shape),
    1_000_000_000,
    32,
  ]);
  t.is(hello.payload.subarray(20).toString('hex'), modelHash(model));
});

test('RUN gives what the reference gives', async (t) => {
  const answers = await converse(packed.map((payload, index) => request(RUN, index + 1, payload)));
  answers.forEach((answer, index) => {
    t.is(answer.type, RUN | 0x80);
    t.is(answer.sequence, index + 1);
    t.deepEqual(outputs(answer), expected(index));
  });
  t.is(answers.length, packed.length);
});

test('a repeated sequence number is answered from memory, until HELLO clears it', async (t) => {
  const [first, repeated, , computed] = await converse([
    request(RUN, 9, packed[0]),
    request(RUN, 9, packed[1]),
    request(HELLO, 0),
    request(RUN, 9, packed[1]),
  ]);
  t.true(repeated.payload.equals(first.payload));
  t.deepEqual(outputs(computed), expected(1));
});

test('STATS clears the memory of the last answer, so that numbers may go round', async (t) => {
  const [, , computed] = await converse([
    request(RUN, 9, packed[0]),
    request(STATS, 10),
    request(RUN, 9, packed[1]),
  ]);
  t.deepEqual(outputs(computed), expected(1));
});

const refusals = [
  {
    title: 'a wrong checksum is refused with reason 1 and number 0',
    bytes: Buffer.concat([request(HELLO, 5).subarray(0, -1), Buffer.of(0x33)]),
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
    title: 'a short input is refused with reason 2',
    bytes: request(RUN, 7, packed[0].subarray(1)),
    sequence: 7,
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
  const answers = await converse([...refusals.map(({ bytes }) => bytes), request(STATS, 20)]);
  t.is(answers.length, refusals.length + 1);
  refusals.forEach(({ title, sequence, reason }, index) => {
    t.is(answers[index].type, ERROR, title);
    t.is(answers[index].sequence, sequence, title);
    t.deepEqual(words(answers[index]), [reason], title);
  });
  t.deepEqual(words(answers.at(-1)!), [0, 0, 0, refusals.length]);
});
