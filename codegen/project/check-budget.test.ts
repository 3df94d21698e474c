import test from 'ava';
import type { SoftbitError } from '../softbit-error.js';
import { checkBudget } from './check-budget.js';
import type { ModelMemory } from './model-memory.js';
import type { Target } from './target.js';

const memory: ModelMemory = {
  weightsBytes: 1000,
  requantizationBytes: 200,
  arenaBytes: 500,
  arenaLowerBoundBytes: 500,
  inputBytes: 100,
  outputBytes: 40,
  scratchBytes: 60,
  nodes: [],
};
const reserve = { flash: 300, ram: 100 };

function board(flash: number, ram: number): Target {
  return {
    board: 'tiny',
    description: 'A test board',
    core: 'cortex-m0',
    features: [],
    toolchain: { prefix: 'arm-none-eabi-', architectureFlags: [], linkFlags: [] },
    memory: { flash: { origin: 0, length: flash }, ram: { origin: 0x2000_0000, length: ram } },
  };
}

test('a model that fits to the last byte passes and its figures come back', (t) => {
  t.deepEqual(checkBudget({ memory, target: board(1500, 600), reserve }), {
    flash: { needed: 1500, available: 1500 },
    ram: { needed: 600, available: 600 },
  });
});

const tooSmall = [
  {
    title: 'one byte of flash too few',
    flash: 1499,
    ram: 600,
    code: 'SB_TARGET_FLASH',
    figure: '1500',
  },
  { title: 'one byte of RAM too few', flash: 1500, ram: 599, code: 'SB_TARGET_RAM', figure: '600' },
];

for (const { title, flash, ram, code, figure } of tooSmall) {
  test(`${title} is a coded error with both figures`, (t) => {
    const error = t.throws<SoftbitError>(() =>
      checkBudget({ memory, target: board(flash, ram), reserve }),
    );
    t.is(error.code, code);
    t.is(error.exitCode, 4);
    t.true(error.message.includes(`needs ${figure} bytes`), error.message);
    t.true(error.message.includes(`has ${Number(figure) - 1}`), error.message);
  });
}

test('a hosted target has no budget', (t) => {
  const target: Target = { ...board(1, 1), memory: undefined };
  t.is(checkBudget({ memory, target, reserve }), undefined);
});
