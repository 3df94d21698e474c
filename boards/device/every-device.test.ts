import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import {
  elementCount,
  findTensor,
  generateProject,
  modelHash,
  packCodes,
  packedByteCount,
  preprocess,
  probabilities,
  randomInput,
  randomModel,
  runModel,
  unpackCodes,
  writeProject,
  type CodeTensor,
} from '../../codegen/index.js';
import type { Board } from '../data/board-schema.js';
import { listBoards, loadBoard } from '../data/load-board.js';
import { targetOf } from '../data/target-of.js';
import { DeviceClient } from '../link/device-client.js';
import { FakeDevice } from '../link/fake-device.js';
import { FrameDecoder } from '../link/frame-decoder.js';
import { answerBit, encodeFrame, frameTypes, type Frame } from '../link/frame.js';
import { TextClient } from '../testing/text-client.js';
import { faultyLine, generator, lineFaults } from '../testing/line-faults.js';
import { missingTool } from '../testing/missing-tool.js';
import { buildProject } from '../toolchain/build-project.js';
import type { Device } from './device.js';
import { openDevice } from './drivers.js';

/** What every device does, whatever it is made of: the fake, a program and an emulated board. */
interface Candidate {
  readonly title: string;
  /** Whether it answers text as well: the fake does not. */
  readonly answersText: boolean;
  readonly tools: readonly string[];
  /** Getting over faults takes time, so that one device of each start-up code must do. */
  readonly meetsFaults: boolean;
  open(): Promise<Device>;
}

const model = randomModel(5, { ops: ['conv2d', 'dense'], nodes: [2, 2] });
const input = findTensor(model, model.input.tensor) as CodeTensor;
const outputCount = elementCount(findTensor(model, model.output).shape);
const inputBytes = packedByteCount(elementCount(input.shape), input.bits);

const reachable = listBoards().filter(({ firmware, emulator }) => !firmware || emulator);
const withFaults = firstOfEach(reachable, ({ firmware }) => `${firmware?.startup}`);

/** One board of each start-up code, UART, timer and runtime. */
const candidates: readonly Candidate[] = [
  { title: 'fake', answersText: false, tools: [], meetsFaults: true, open: openFake },
  ...firstOfEach(reachable, kindOf).map((board) => ({
    title: board.id,
    answersText: true,
    tools: ['make', `${board.toolchain.prefix}gcc`, board.emulator?.program ?? 'gcc'],
    meetsFaults: withFaults.includes(board),
    open: () => openBuilt(board.id),
  })),
];

function kindOf({ firmware, hosted, emulator }: Board): string {
  if (!firmware) return `${hosted?.runtime} ${emulator?.program}`;
  return `${firmware.startup} ${firmware.uart.driver} ${firmware.timer.driver}`;
}

function firstOfEach(boards: readonly Board[], kind: (board: Board) => string): Board[] {
  return boards.filter((board) => boards.find((other) => kind(other) === kind(board)) === board);
}

type Check = (
  t: ExecutionContext,
  device: Device,
  client: DeviceClient,
  line: TextClient,
) => Promise<void>;

const checks: [title: string, check: Check][] = [
  ['tells what an input lacks', tellsWhatIsMissing],
  ['tells what it is', tellsWhatItIs],
  ['computes as the reference does', computesAsReference],
  ['answers a repeated request from memory', answersRepetitionFromMemory],
  ['forgets its last answer at HELLO', forgetsAtHello],
  ['refuses what it cannot serve, with the reason', refusesWithReason],
  ['knows how much of its stack was used', knowsItsStack],
  ['answers MLPerf Tiny’s commands between frames', answersText],
];

for (const candidate of candidates) {
  test.serial(`The device "${candidate.title}" wants HELLO before anything else.`, async (t) => {
    if (missingTool(t, ...candidate.tools)) return;
    const device = await candidate.open();
    t.teardown(() => device.close());
    const { type, payload } = await askUntilAnswered(device, run(1));
    t.is(type, frameTypes.error);
    t.is(payload.readUInt32LE(0), 5);
  });
  for (const [title, check] of checks) {
    if (check === answersText && !candidate.answersText) continue;
    test.serial(`The device "${candidate.title}" ${title}.`, async (t) => {
      if (missingTool(t, ...candidate.tools)) return;
      const device = await candidate.open();
      t.teardown(() => device.close());
      const line = new TextClient(device.transport);
      const client = new DeviceClient(device.transport);
      await client.hello();
      await check(t, device, client, line);
    });
  }
  if (!candidate.meetsFaults) continue;
  for (const [title, fault] of lineFaults) {
    test.serial(`The device "${candidate.title}" gets over ${title}.`, async (t) => {
      if (missingTool(t, ...candidate.tools)) return;
      const device = await candidate.open();
      t.teardown(() => device.close());
      const line = faultyLine(device.transport, fault(generator(7)));
      const client = new DeviceClient(line, { firstInferenceMs: 300 });
      await client.hello();
      await computesAsReference(t, device, client);
    });
  }
}

async function tellsWhatItIs(t: ExecutionContext, _: Device, client: DeviceClient) {
  const identity = await client.hello();
  t.like(identity, { inputBytes, outputCount, timerBits: 32 });
  t.regex(identity.modelHash, /^[0-9a-f]{64}$/);
  t.is(identity.modelHash, modelHash(model));
}

async function computesAsReference(t: ExecutionContext, _: Device, client: DeviceClient) {
  for (let seed = 0; seed < 12; seed++) {
    const { outputs } = await client.run(packedInput(seed), `sample ${seed}`);
    t.deepEqual([...outputs], expectedOutputs(seed), `sample ${seed}`);
  }
}

async function tellsWhatIsMissing(t: ExecutionContext, device: Device) {
  const ask = asker(device);
  const pieces = load(9, 0);
  const missing = async (...requests: Frame[]): Promise<number> => {
    const { type, payload } = await ask(...requests);
    t.is(type, frameTypes.load | answerBit);
    return payload.readUInt16LE(0);
  };
  t.is(await missing(run(9)), 0, 'of nothing sent all is missing');
  t.is(await missing(...pieces.slice(1, -1), run(9)), 0, 'the first block did not come yet');
  const question = { type: frameTypes.load, sequence: 9, payload: Buffer.alloc(2) };
  t.is(await missing(...pieces, question), pieces.length - 1, 'the number of blocks: all is there');
  t.is((await ask(run(9))).type, frameTypes.run | answerBit);
  t.is(await missing(question), pieces.length - 1, 'what was run is not asked for again');
}

/** Another input under the same number shows that nothing is computed. */
async function answersRepetitionFromMemory(t: ExecutionContext, device: Device) {
  const [first, second] = differingInputs();
  const ask = asker(device);
  const answer = await ask(...load(7, first), run(7));
  t.deepEqual(await ask(...load(7, second), run(7)), answer);
  t.notDeepEqual(outputsOf(await ask(...load(8, second), run(8))), outputsOf(answer));
  t.deepEqual(await ask(run(7)), answer, 'the answer before the last is kept too');
}

async function forgetsAtHello(t: ExecutionContext, device: Device) {
  const [first, second] = differingInputs();
  const ask = asker(device);
  const answer = await ask(...load(7, first), run(7));
  await ask({ type: frameTypes.hello, sequence: 0, payload: Buffer.alloc(0) });
  t.notDeepEqual(outputsOf(await ask(...load(7, second), run(7))), outputsOf(answer));
}

async function refusesWithReason(t: ExecutionContext, device: Device) {
  const ask = asker(device);
  const spoilt = encodeFrame(run(1));
  spoilt[spoilt.length - 1] ^= 1;
  const nothing = Buffer.alloc(0);
  const refusals: [request: Frame | Buffer, reason: number][] = [
    [spoilt, 1],
    [{ type: frameTypes.run, sequence: 2, payload: nothing }, 2],
    [{ ...run(2), payload: partOf(0, 5 + 4 * outputCount) }, 2],
    [{ type: frameTypes.load, sequence: 2, payload: Buffer.of(0xff, 0xff, 1) }, 2],
    [{ type: 0x55, sequence: 3, payload: nothing }, 3],
  ];
  for (const [request, reason] of refusals) {
    const { type, payload } = await ask(request);
    t.is(type, frameTypes.error);
    t.is(payload.readUInt32LE(0), reason);
  }
}

async function knowsItsStack(t: ExecutionContext, _: Device, client: DeviceClient) {
  await client.run(packedInput(0), 'sample 0');
  const { stackBytes, stackPeakBytes, lostBytes } = await client.statistics();
  t.true(stackPeakBytes <= stackBytes);
  t.is(stackBytes > 0, stackPeakBytes > 0);
  t.is(lostBytes, 0);
}

/** The official client's commands, with frames before, in the middle and after. */
async function answersText(
  t: ExecutionContext,
  device: Device,
  client: DeviceClient,
  line: TextClient,
) {
  t.deepEqual(await line.ask('name'), ['m-name-dut-[softbit]']);
  t.deepEqual(await line.ask('nonsense'), ['e-[Unknown command: nonsense]']);
  for (let seed = 0; seed < 4; seed++) {
    await line.load(randomInput(seed, model));
    const other = await client.run(packedInput(seed + 20), 'another sample');
    t.deepEqual([...other.outputs], expectedOutputs(seed + 20));
    const answer = await line.ask('infer 2 1');
    t.is(answer.at(-1), resultsLine(seed));
  }
  t.true((await line.ask('timestamp'))[0].startsWith('m-lap-us-'));
  await computesAsReference(t, device, client);
}

function resultsLine(seed: number): string {
  const { scale } = findTensor(model, model.output);
  const printed = probabilities(Int32Array.from(expectedOutputs(seed)), scale);
  return `m-results-[${printed.map((value) => (value / 1000).toFixed(3)).join(',')}]`;
}

function packedInput(seed: number): Uint8Array {
  return packCodes(preprocess(model, randomInput(seed, model)), input.bits);
}

function expectedOutputs(seed: number): number[] {
  return [...runModel(model, preprocess(model, randomInput(seed, model))).get(model.output)!];
}

/** Seeds of two inputs that the model tells apart. */
function differingInputs(): [number, number] {
  const words = (seed: number): string => expectedOutputs(seed).join(' ');
  const second = Array.from({ length: 50 }, (_, seed) => seed).find(
    (seed) => words(seed) !== words(0),
  );
  return [0, second!];
}

/** An input in pieces of a block each, the last ones first and one of them twice. */
function load(sequence: number, seed: number): Frame[] {
  const bytes = Buffer.from(packedInput(seed));
  const blocks = Math.ceil(bytes.length / 16);
  return [0, ...Array.from({ length: blocks }, (_, index) => blocks - 1 - index)].map((block) => {
    const piece = bytes.subarray(16 * block, 16 * block + 16);
    return {
      type: frameTypes.load,
      sequence,
      payload: Buffer.concat([Buffer.of(block, 0), piece]),
    };
  });
}

function run(sequence: number): Frame {
  return { type: frameTypes.run, sequence, payload: partOf(0, 4 + 4 * outputCount) };
}

function partOf(from: number, count: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt16LE(from, 0);
  payload.writeUInt16LE(count, 2);
  return payload;
}

/** An answer's payload without where it begins and the ticks. */
function outputsOf({ payload }: Frame): Buffer {
  return payload.subarray(6);
}

/**
 * Sends a frame as it is, which the client would never do, and waits for what comes back. On a slow
 * machine the client may have said HELLO more than once, and the last answer may be late.
 */
function asker({ transport }: Device): (...requests: (Frame | Buffer)[]) => Promise<Frame> {
  const decoder = new FrameDecoder();
  let settle: (frame: Frame) => void = () => {};
  transport.onData((bytes) => decoder.push(bytes).forEach((frame) => settle(frame)));
  return async (...requests) => {
    const [request] = requests;
    const isHello = !Buffer.isBuffer(request) && request.type === frameTypes.hello;
    const answer = new Promise<Frame>((resolve) => {
      settle = (frame) => {
        if (isHello || frame.type !== (frameTypes.hello | 0x80)) resolve(frame);
      };
    });
    const bytes = requests.map((each) => (Buffer.isBuffer(each) ? each : encodeFrame(each)));
    await transport.write(Buffer.concat(bytes));
    return answer;
  };
}

/** Says it again while the device boots. */
async function askUntilAnswered(device: Device, request: Frame): Promise<Frame> {
  const ask = asker(device);
  const again = setInterval(() => void device.transport.write(encodeFrame(request)), 250);
  return ask(request).finally(() => clearInterval(again));
}

function openFake(): Promise<Device> {
  const transport = new FakeDevice({
    modelHash: modelHash(model),
    inputBytes,
    outputCount,
    infer(bytes) {
      const codes = unpackCodes(bytes, elementCount(input.shape), input.bits);
      return Int32Array.from(runModel(model, codes).get(model.output)!);
    },
  });
  return Promise.resolve({ transport, description: 'fake', close: () => transport.close() });
}

const built = new Map<string, Promise<string>>();
let folder: string;

test.before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'softbit-boards-'));
});

test.after.always(() => rm(folder, { recursive: true, force: true }));

async function openBuilt(id: string): Promise<Device> {
  const program = built.get(id) ?? build(id);
  built.set(id, program);
  return openDevice({ board: loadBoard(id), program: await program });
}

async function build(id: string): Promise<string> {
  const board = loadBoard(id);
  const project = generateProject({ model, target: targetOf(board) });
  const to = path.join(folder, id);
  await writeProject(project, to);
  await buildProject({ folder: to, prefix: board.toolchain.prefix });
  return path.join(to, project.manifest.program);
}
