import path from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { loadModel, randomInput } from '../../codegen/index.js';
import type { Board } from '../data/board-schema.js';
import { loadBoard } from '../data/load-board.js';
import { missingTool } from '../testing/missing-tool.js';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { validateModel } from './validate-model.js';

const zoo = fileURLToPath(new URL('../../../zoo/', import.meta.url));

/** Enough that the counter's 2^32 ns end during one of them. */
const samples = 20;

/**
 * The NUCLEO's firmware on QEMU's STM32F405: USART2, GPIO, vectors, and memory are the same. Clocks do
 * not answer there, so nobody waits for them. QEMU has no DWT either: TIM2's count stands where the
 * driver looks for CYCCNT, in ns.
 */
function onAnEmulator({ firmware, ...board }: Board): Board {
  const base = 0x4000_0020;
  const startTimer = {
    register: 'TIM2_CR1',
    address: 0x4000_0000,
    clear: 0,
    set: 1,
    purpose: 'TIM2 counts',
  };
  const setup = firmware!.setup.filter((step) => !('mask' in step));
  return {
    ...board,
    firmware: {
      ...firmware!,
      timer: { ...firmware!.timer, base, clock: 1_000_000_000 },
      setup: [...setup, startTimer],
    },
    emulator: {
      program: 'qemu-system-arm',
      arguments: ['-M', 'netduinoplus2', '-nographic', '-monitor', 'none', '-serial', 'null'],
      instructionShift: 8,
      limits: [],
    },
  };
}

test('Firmware for the NUCLEO-F446RE is bit-exact, and counts on where its counter wraps.', async (t) => {
  t.timeout(120_000);
  if (missingTool(t, 'make', 'arm-none-eabi-gcc', 'qemu-system-arm')) return;
  const model = await loadModel(path.join(zoo, 'lenet5-mnist-w2a2.softbit.json'));
  const sample = { bytes: randomInput(1, model), label: 0 };
  const report = await validateModel({
    model,
    board: onAnEmulator(loadBoard('nucleo-f446re')),
    samples: Array.from({ length: samples }, () => sample),
    folder: temporaryFolder(t),
  });
  t.deepEqual(report.bitExact, { equal: samples, total: samples });
  const { min, max } = report.instructions!;
  t.log(`instructions from ${min} to ${max}`);
  t.true(samples * min > 2 ** 32 / 2 ** 8, 'the counter has wrapped');
  t.true(max < 1.01 * min, `${min} to ${max}`);
});
