import { readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import {
  generateProject,
  randomInput,
  randomModel,
  SoftbitError,
  writeProject,
  type Model,
} from '../../codegen/index.js';
import { loadBoard } from '../data/load-board.js';
import { targetOf } from '../data/target-of.js';
import { withBaud } from '../data/with-baud.js';
import { startEmulator } from '../emulator/qemu.js';
import { missingTool } from '../testing/missing-tool.js';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { buildProject } from '../toolchain/build-project.js';
import type { Sample } from './run-samples.js';
import { validateModel } from './validate-model.js';

const emulatorTools = ['make', 'arm-none-eabi-gcc', 'qemu-system-arm'] as const;

function samplesFor(model: Model, count: number): Sample[] {
  return Array.from({ length: count }, (_, seed) => ({
    bytes: randomInput(seed, model),
    label: seed % 2,
  }));
}

const seedsOnHost = [3, 14, 15];
const seedsOnEmulator = Array.from({ length: 20 }, (_, index) => index + 1);

for (const seed of seedsOnHost) {
  test(`Random model ${seed} is bit-exact as a program on this machine.`, async (t) => {
    if (missingTool(t, 'make', 'gcc')) return;
    await expectBitExact(t, 'host', seed);
  });
}

for (const seed of seedsOnEmulator) {
  test.serial(`Random model ${seed} is bit-exact on the emulated Cortex-M4.`, async (t) => {
    if (missingTool(t, ...emulatorTools)) return;
    const report = await expectBitExact(t, 'mps2-an386', seed);
    t.true(report.instructionsPerInference! > 0);
    t.true(report.ram.stack! > 0 && report.ram.stack! < report.ram.stackReserve!);
    t.true(report.flash.model + report.flash.runtime < report.flash.total);
  });
}

async function expectBitExact(t: ExecutionContext, board: string, seed: number) {
  const model = randomModel(seed);
  const samples = samplesFor(model, 5);
  const folder = temporaryFolder(t);
  const report = await validateModel({ model, board: loadBoard(board), samples, folder });
  t.is(report.firstMismatch, null);
  t.deepEqual(report.bitExact, { equal: 5, total: 5 });
  t.is(report.accuracy, report.referenceAccuracy);
  t.is(report.link.resentFrames, 0);
  return report;
}

test.serial('Two runs of the same model count the same instructions.', async (t) => {
  if (missingTool(t, ...emulatorTools)) return;
  const model = randomModel(5);
  const run = () =>
    validateModel({
      model,
      board: loadBoard('mps2-an386'),
      samples: samplesFor(model, 3),
      folder: temporaryFolder(t),
    });
  const [first, second] = [await run(), await run()];
  t.deepEqual(first.instructions, second.instructions);
  t.is(first.instructionsPerInference, second.instructionsPerInference);
});

test.serial('Three emulators that share the samples give the figures of one.', async (t) => {
  if (missingTool(t, ...emulatorTools)) return;
  const model = randomModel(5);
  const run = async (jobs: number) => {
    const board = loadBoard('mps2-an386');
    const samples = samplesFor(model, 10);
    const progress: number[] = [];
    const report = await validateModel({
      model,
      board,
      samples,
      folder: temporaryFolder(t),
      jobs,
      onProgress: ({ done }) => void progress.push(done),
    });
    return { report: { ...report, link: null }, progress };
  };
  const [alone, shared] = [await run(1), await run(3)];
  t.deepEqual(shared.report, alone.report);
  t.deepEqual(
    shared.progress,
    Array.from({ length: 10 }, (_, index) => index + 1),
  );
});

test.serial('Where one of several devices fails, the others are stopped.', async (t) => {
  if (missingTool(t, 'make', 'gcc')) return;
  const model = randomModel(3);
  const samples = samplesFor(model, 400);
  const spoilt = [...samples.slice(0, -200), { bytes: new Uint8Array(3), label: 0 }, ...samples];
  let done = 0;
  const error = await t.throwsAsync(
    validateModel({
      model,
      board: loadBoard('host'),
      samples: spoilt,
      folder: temporaryFolder(t),
      jobs: 3,
      onProgress: (progress) => void ({ done } = progress),
    }),
    { instanceOf: SoftbitError },
  );
  t.is(error.code, 'SB_SAMPLE_SIZE');
  t.true(done < spoilt.length, 'not all samples were sent');
});

test.serial('A single wrong weight on the device is found, with sample and output.', async (t) => {
  if (missingTool(t, ...emulatorTools)) return;
  // Its output is 32-bit logits, which no clamping can hide a difference in.
  const model = randomModel(5, { ops: ['dense'], nodes: [1, 1] });
  const report = await validateAttached(t, model, model, spoilWeights);
  t.true(report.bitExact.equal < report.bitExact.total);
  t.not(report.firstMismatch?.expected, report.firstMismatch?.actual);
});

test.serial('Firmware of another model is refused before anything is measured.', async (t) => {
  if (missingTool(t, ...emulatorTools)) return;
  const error = await t.throwsAsync(validateAttached(t, randomModel(9), randomModel(10)), {
    instanceOf: SoftbitError,
  });
  t.is(error.code, 'SB_WRONG_FIRMWARE');
});

test.serial(
  'A device that dies in mid-run is reported with the sample that was under way.',
  async (t) => {
    if (missingTool(t, ...emulatorTools)) return;
    const model = randomModel(9);
    const error = await t.throwsAsync(
      validateAttached(t, model, model, undefined, ({ done }, { stop }) => {
        if (done === 2) void stop();
      }),
      { instanceOf: SoftbitError },
    );
    t.is(error.code, 'SB_DEVICE_VANISHED');
    t.regex(error.message, /sample \d/);
  },
);

test.serial(
  'A board that is unplugged and comes back goes on at the sample it was on.',
  async (t) => {
    if (missingTool(t, ...emulatorTools)) return;
    const model = randomModel(9);
    let restarts = 0;
    const report = await validateAttached(t, model, model, undefined, ({ done }, { restart }) => {
      if (done !== 2 || restarts > 0) return;
      restarts++;
      void restart();
    });
    t.is(restarts, 1);
    t.deepEqual(report.bitExact, { equal: 5, total: 5 });
    t.is(report.link.resets, 1);
  },
);

for (const baud of [9600, 921_600]) {
  test.serial(`Firmware and line can run at ${baud} baud.`, async (t) => {
    if (missingTool(t, ...emulatorTools)) return;
    const model = randomModel(9);
    const board = withBaud(loadBoard('mps2-an386'), baud);
    const folder = temporaryFolder(t);
    const report = await validateModel({ model, board, samples: samplesFor(model, 3), folder });
    t.deepEqual(report.bitExact, { equal: 3, total: 3 });
    t.true(
      readFileSync(path.join(folder, 'firmware/port/cmsdk_uart.c'), 'utf8').includes(
        `/ ${baud} baud`,
      ),
    );
  });
}

test('A speed for a board without a serial line is refused.', (t) => {
  const error = t.throws(() => withBaud(loadBoard('host'), 9600), { instanceOf: SoftbitError });
  t.is(error.code, 'SB_BOARD_BAUD');
});

test('Ctrl-C stops between samples and says how many were done.', async (t) => {
  if (missingTool(t, 'make', 'gcc')) return;
  const model = randomModel(3);
  const controller = new AbortController();
  const error = await t.throwsAsync(
    validateModel({
      model,
      board: loadBoard('host'),
      samples: samplesFor(model, 5),
      folder: temporaryFolder(t),
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done === 3) controller.abort();
      },
    }),
    { instanceOf: SoftbitError },
  );
  t.is(error.code, 'SB_INTERRUPTED');
  t.regex(error.message, /after 3 of 5 samples/);
});

const mistakes: [title: string, change: object, code: string][] = [
  ['no sample at all', { samples: [] }, 'SB_NO_SAMPLES'],
  [
    'a sample of the wrong size',
    { samples: [{ bytes: new Uint8Array(3), label: 0 }] },
    'SB_SAMPLE_SIZE',
  ],
  ['a port that is none', { port: '/dev/no-such-port' }, 'SB_PORT_UNAVAILABLE'],
];

for (const [title, change, code] of mistakes) {
  test(`Validation with ${title} ends with ${code}.`, async (t) => {
    if (missingTool(t, 'make', 'gcc')) return;
    const model = randomModel(3);
    const good = { model, board: loadBoard('host'), samples: samplesFor(model, 2) };
    const pending = validateModel({ ...good, folder: temporaryFolder(t), ...change });
    const error = await t.throwsAsync(pending, { instanceOf: SoftbitError });
    t.is(error.code, code);
  });
}

/** Runs firmware of `onDevice` in an emulator and validates `model` against it as on a port. */
async function validateAttached(
  t: ExecutionContext,
  model: Model,
  onDevice: Model,
  change: (folder: string) => void = () => {},
  onProgress?: (progress: { done: number }, board: PluggedBoard) => void,
) {
  const board = loadBoard('mps2-an386');
  const folder = temporaryFolder(t);
  const project = generateProject({ model: onDevice, target: targetOf(board) });
  await writeProject(project, path.join(folder, 'device'));
  change(path.join(folder, 'device'));
  await buildProject({ folder: path.join(folder, 'device'), prefix: board.toolchain.prefix });
  const elf = path.join(folder, 'device', project.manifest.program);
  const plugged = await plugIn(t, path.join(folder, 'port'), { ...board.emulator!, elf });
  return validateModel({
    model,
    board,
    port: path.join(folder, 'port'),
    link: { timeoutMs: 8000 },
    samples: samplesFor(model, 5),
    folder: path.join(folder, 'host'),
    onProgress: (progress) => onProgress?.(progress, plugged),
  });
}

/** An emulator that stands for an attached board. */
interface PluggedBoard {
  readonly stop: () => Promise<void>;
  /** Pulls the board and plugs it in again at the same port. */
  readonly restart: () => Promise<void>;
}

async function plugIn(
  t: ExecutionContext,
  port: string,
  options: Parameters<typeof startEmulator>[0],
): Promise<PluggedBoard> {
  let emulator = await startEmulator(options);
  symlinkSync(emulator.port, port);
  t.teardown(() => emulator.stop());
  const stop = (): Promise<void> => emulator.stop();
  return {
    stop,
    async restart() {
      await stop();
      unlinkSync(port);
      emulator = await startEmulator(options);
      symlinkSync(emulator.port, port);
    },
  };
}

/** Flips the lowest bit of the first weight byte, as a bad flash cell would. */
function spoilWeights(folder: string): void {
  const file = path.join(folder, 'model', 'softbit_random_5_weights.c');
  const text = readFileSync(file, 'utf8');
  const spoilt = text.replace(
    /(_weights\[\d+\] = \{\s*)(\d+)/,
    (_, before: string, byte: string) => `${before}${Number(byte) ^ 1}`,
  );
  if (spoilt === text) throw new Error('no weight was found to spoil');
  writeFileSync(file, spoilt);
}
