import test from 'ava';
import { benchLayer, randomInput, randomModel, SoftbitError } from '../../codegen/index.js';
import { loadBoard } from '../data/load-board.js';
import { missingTool } from '../testing/missing-tool.js';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { validateModel } from '../validate/validate-model.js';
import { profileModel } from './profile-model.js';

const model = randomModel(5);
const input = randomInput(7, model);

const places: [board: string, core: string | undefined, tools: string[]][] = [
  ['mps2-an386', undefined, ['gcc', 'make', 'arm-none-eabi-gcc', 'qemu-system-arm']],
  ['mps2-an385', 'cortex-m0plus', ['gcc', 'make', 'arm-none-eabi-gcc', 'qemu-system-arm']],
  ['raspberry-pi-3', undefined, ['gcc', 'make', 'aarch64-linux-gnu-gcc', 'qemu-aarch64']],
];

for (const [id, core, tools] of places) {
  test.serial(
    `Every layer on ${id} as ${core ?? 'its core'} is counted, twice the same.`,
    async (t) => {
      if (missingTool(t, ...tools)) return;
      const board = loadBoard(id, undefined, core);
      const run = () =>
        profileModel({ model, board, input, folder: temporaryFolder(t), hottest: 5 });
      const report = await run();
      t.true(report.bitExact);
      t.is(report.core, board.core);
      for (const { name, instructions } of report.layers) t.true(instructions > 0, name);
      const sum = report.layers.reduce((total, { instructions }) => total + instructions, 0);
      t.is(report.total.instructions, sum);
      t.true(report.total.flash > report.layers[0].flash);
      t.is(report.hottest?.length, 5);
      const { timing, ...figures } = await run();
      t.deepEqual({ ...figures, timing }, report);
    },
  );
}

test.serial(
  'The whole is what the emulator’s timer counts, but for calls and markers.',
  async (t) => {
    if (missingTool(t, 'gcc', 'make', 'arm-none-eabi-gcc', 'qemu-system-arm')) return;
    const board = loadBoard('mps2-an386');
    const profile = await profileModel({ model, board, input, folder: temporaryFolder(t) });
    const samples = [{ bytes: input, label: 0 }];
    const validation = await validateModel({ model, board, samples, folder: temporaryFolder(t) });
    const difference = profile.total.instructions - validation.instructionsPerInference!;
    t.true(Math.abs(difference) <= 4 * profile.layers.length + 12, `differs by ${difference}`);
  },
);

test.serial('Three threads share the layers of a Linux program.', async (t) => {
  if (missingTool(t, 'gcc', 'make', 'aarch64-linux-gnu-gcc', 'qemu-aarch64')) return;
  const board = loadBoard('raspberry-pi-3');
  const wide = benchLayer({
    op: 'conv2d',
    inputBits: 2,
    outputBits: undefined,
    height: 24,
    width: 24,
    inputs: 16,
  });
  const folder = temporaryFolder(t);
  const report = await profileModel({
    model: wide,
    board,
    input: randomInput(1, wide),
    folder,
    threads: 3,
  });
  t.true(report.bitExact);
  t.is(report.threads?.count, 3);
  const { criticalInstructions, modelledSpeedUp } = report.threads!;
  t.true(criticalInstructions < report.total.instructions / 2);
  t.true(modelledSpeedUp > 2 && modelledSpeedUp <= 3);
});

test('A board that is not emulated is refused.', async (t) => {
  const board = loadBoard('host');
  const folder = temporaryFolder(t);
  const error = await t.throwsAsync(profileModel({ model, board, input, folder }), {
    instanceOf: SoftbitError,
  });
  t.is(error.code, 'SB_NOT_EMULATED');
});
