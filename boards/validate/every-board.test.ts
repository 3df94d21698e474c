import path from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import {
  benchNetwork,
  generateProject,
  loadModel,
  randomInput,
  SoftbitError,
  type Model,
} from '../../codegen/index.js';
import type { Board } from '../data/board-schema.js';
import { listBoards, loadBoard } from '../data/load-board.js';
import { targetOf } from '../data/target-of.js';
import { missingTool } from '../testing/missing-tool.js';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { validateModel } from './validate-model.js';

const zoo = fileURLToPath(new URL('../../../zoo/', import.meta.url));
const samples = 3;

/** Every board that needs no hardware, as itself and as each core whose code it executes. */
const boards = listBoards()
  .filter(({ emulator, firmware }) => emulator !== undefined || firmware === undefined)
  .flatMap((board) => [
    board,
    ...board.executes.map((core) => loadBoard(board.id, undefined, core)),
  ]);

for (const board of boards) {
  test.serial(`LeNet-5 at two bits is bit-exact on ${board.id} as ${board.core}.`, async (t) => {
    t.timeout(120_000);
    if (missingTool(t, 'make', ...toolsOf(board))) return;
    const model = await loadModel(path.join(zoo, 'lenet5-mnist-w2a2.softbit.json'));
    const report = await validateModel({
      model,
      board,
      samples: samplesFor(model),
      folder: temporaryFolder(t),
    });
    t.is(report.firstMismatch, null);
    t.deepEqual(report.bitExact, { equal: samples, total: samples });
    t.is(report.link.resentFrames, 0);
    const counts = board.emulator?.instructionShift !== undefined;
    t.is(report.instructionsPerInference !== null, counts);
    t.is(report.ram.stack !== null, board.firmware !== undefined);
  });
}

test('A board whose emulator counts no instructions says so in its data.', (t) => {
  for (const { id, emulator } of boards) {
    if (!emulator || emulator.instructionShift !== undefined) continue;
    t.true(
      emulator.limits.some((limit) => /reports none/.test(limit)),
      id,
    );
  }
});

test('A model that needs more than a board’s 8 KB of RAM is refused before it is built.', (t) => {
  const model = benchNetwork('resnet8', { weights: 2, activations: 2 });
  const target = targetOf(loadBoard('stm32vldiscovery'));
  const error = t.throws(() => generateProject({ model, target }), { instanceOf: SoftbitError });
  t.is(error.code, 'SB_TARGET_RAM');
  t.regex(error.message, /stm32vldiscovery.*8192/);
});

async function countOn(t: ExecutionContext, id: string) {
  const model = await loadModel(path.join(zoo, 'lenet5-mnist-w2a2.softbit.json'));
  const common = { model, samples: samplesFor(model), folder: temporaryFolder(t) };
  return (await validateModel({ ...common, board: loadBoard(id) })).instructions!;
}

test.serial('Timers of two makers count the same instructions of one core.', async (t) => {
  if (missingTool(t, 'make', 'arm-none-eabi-gcc', 'qemu-system-arm')) return;
  t.deepEqual(await countOn(t, 'netduinoplus2'), await countOn(t, 'mps2-an386'));
});

function samplesFor(model: Model) {
  return Array.from({ length: samples }, (_, seed) => ({
    bytes: randomInput(seed + 1, model),
    label: seed,
  }));
}

function toolsOf({ toolchain, emulator }: Board): string[] {
  return [`${toolchain.prefix}gcc`, ...(emulator ? [emulator.program] : [])];
}
