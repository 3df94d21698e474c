import test from 'ava';
import type { Board } from './board-schema.js';
import { checkBoard } from './check-board.js';
import { listBoards, loadBoard } from './load-board.js';

const sound = loadBoard('mps2-an386');
const memory = sound.memory!;
const firmware = sound.firmware!;

test('No board of this installation has a problem, as any core that it stands for.', (t) => {
  for (const board of listBoards()) {
    for (const core of [board.core, ...board.executes]) {
      t.deepEqual(checkBoard(loadBoard(board.id, undefined, core)), [], `${board.id} ${core}`);
    }
  }
});

const usbId = { vendor: '0483', product: '374b', name: 'a probe' };
const register = { register: 'RCC_CR', address: 0x4002_3800, purpose: 'nothing' };

const mistakes: [title: string, change: Partial<Board>, words: RegExp][] = [
  [
    'memories that overlap',
    { memory: { ...memory, ram: { origin: 0x1000, length: 0x8000 } } },
    /flash and memory\.ram overlap/,
  ],
  [
    'a vector table where none can be',
    { memory: { ...memory, flash: { origin: 0x40, length: 0x8000 } } },
    /no multiple of 256, as a table of 192 bytes/,
  ],
  [
    'a register that stays as it is',
    { firmware: { ...firmware, setup: [{ ...register, clear: 0, set: 0 }] } },
    /no bit of RCC_CR/,
  ],
  [
    'a wait for what its mask hides',
    {
      firmware: {
        ...firmware,
        setup: [{ register: 'RCC_CR', address: 0x4002_3800, mask: 1, equals: 2, purpose: 'none' }],
      },
    },
    /waits for bits of RCC_CR/,
  ],
  [
    'one register at two addresses',
    {
      firmware: {
        ...firmware,
        setup: [
          { ...register, clear: 0, set: 1 },
          { ...register, address: 0x4002_3804, clear: 0, set: 1 },
        ],
      },
    },
    /gives RCC_CR two addresses/,
  ],
  ['no way of getting a program onto it', { emulator: undefined }, /nor flash\.methods/],
  [
    'a baud rate that the clock misses',
    { firmware: { ...firmware, uart: { ...firmware.uart, clock: 2_000_000 } } },
    /115200 is missed by 2\.1 %/,
  ],
  [
    'a timer that wraps too soon',
    { firmware: { ...firmware, timer: { ...firmware.timer, clock: 2_000_000_000 } } },
    /2000000000 ticks a second/,
  ],
  ['memory without firmware', { firmware: undefined }, /one of memory and firmware/],
  [
    'an emulator that does not say that it counts nothing',
    { emulator: { ...sound.emulator!, instructionShift: undefined } },
    /emulator\.limits should say/,
  ],
  [
    'a driver that is not there',
    { firmware: { ...firmware, uart: { ...firmware.uart, driver: 'smoke' } } },
    /firmware\.uart\.driver smoke/,
  ],
  [
    'an interrupt that is not there',
    { firmware: { ...firmware, interruptCount: 0 } },
    /firmware\.uart\.interrupt/,
  ],
  [
    'a boot header inside its flash',
    { memory: { ...memory, boot: { origin: 0, length: 0x100 } } },
    /memory\.boot and memory\.flash overlap/,
  ],
  [
    'a clock beyond what the chip is rated for',
    { firmware: { ...firmware, clocks: { core: 2, greatestCore: 1 } } },
    /core is 2 Hz, more than the 1 Hz/,
  ],
  [
    'a cycle counter that counts another clock',
    {
      firmware: {
        ...firmware,
        clocks: { core: 1_000_000, greatestCore: 1_000_000 },
        timer: { driver: 'systick', base: 0xe000_e010, clock: 2_000_000, divider: 1 },
      },
    },
    /systick counts the core's 1000000 Hz/,
  ],
  ['a PLL that makes another clock', withPll({ outputDivide: 4 }), /makes 90000000 Hz/],
  [
    'a PLL whose input is too slow',
    withPll({ divide: 16, multiply: 720 }),
    /input \/ divide is 500000 Hz/,
  ],
  [
    'a PLL whose oscillator is too fast',
    withPll({ multiply: 360, outputDivide: 4 }),
    /multiply is 720000000 Hz/,
  ],
  [
    'a flash method for another address',
    { flash: { methods: [{ method: 'st-flash', address: 0x0800_0000 }] } },
    /writes to 0x08000000/,
  ],
  [
    'one flash method twice',
    { flash: { methods: [{ method: 'picotool' }, { method: 'picotool' }] } },
    /names picotool twice/,
  ],
  ['one USB id twice', { usb: [usbId, usbId] }, /names 0483:374b twice/],
];

/** Clocks of an STM32F446, one number of whose PLL is another. */
function withPll(change: object): Partial<Board> {
  const pll = {
    input: 8_000_000,
    divide: 4,
    multiply: 180,
    outputDivide: 2,
    inputRange: { least: 950_000, greatest: 2_100_000 },
    oscillatorRange: { least: 100_000_000, greatest: 432_000_000 },
    ...change,
  };
  return {
    firmware: { ...firmware, clocks: { core: 180_000_000, greatestCore: 180_000_000, pll } },
  };
}

test('Every board to be attached states its clocks and the USB ids that it is known by.', (t) => {
  for (const { id, firmware, emulator, usb } of listBoards()) {
    if (!firmware || emulator) continue;
    t.truthy(firmware.clocks, id);
    t.true(usb.length > 0, id);
  }
});

for (const [title, change, words] of mistakes) {
  test(`A board with ${title} is found out.`, (t) => {
    const problems = checkBoard({ ...sound, ...change });
    t.is(problems.length, 1);
    t.regex(problems[0], words);
  });
}
