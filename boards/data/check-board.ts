import { generateProject, randomModel, SoftbitError } from '../../codegen/index.js';
import type { Board } from './board-schema.js';
import { checkClocks } from './check-clocks.js';
import { checkTools } from './check-tools.js';
import { targetOf } from './target-of.js';

type BareMetal = Board & Required<Pick<Board, 'memory' | 'firmware'>>;

/** A sentence about what is wrong, or nothing. */
type Rule = (board: BareMetal) => string | undefined;

/**
 * Finds what the schema cannot: values that are sound alone and not together.
 *
 * @returns a sentence for each problem
 * @example
 * checkBoard(loadBoard('mps2-an386')); // []
 */
export function checkBoard(board: Board): string[] {
  const problems = [
    halfBareMetal(board),
    silentEmulator(board),
    unreachable(board),
    notGenerated(board),
  ];
  const rules = isBareMetal(board) ? bareMetalRules.map((rule) => rule(board)) : [];
  const clocks = board.firmware ? checkClocks(board.firmware) : [];
  return [...rules, ...clocks, ...problems, ...checkTools(board)].filter(
    (problem) => problem !== undefined,
  );
}

function isBareMetal(board: Board): board is BareMetal {
  return board.memory !== undefined && board.firmware !== undefined;
}

const bareMetalRules: readonly Rule[] = [
  overlappingMemory,
  misplacedVectors,
  emptySetup,
  impossibleWait,
  ambiguousRegister,
  coarseBaudRate,
  fastTimer,
];

function overlappingMemory({ memory }: BareMetal): string | undefined {
  const regions = Object.entries(memory).filter(([, region]) => region !== undefined);
  const [first, second] = regions
    .sort(([, one], [, other]) => one.origin - other.origin)
    .flatMap((region, index, sorted) => {
      const next = sorted[index + 1];
      const [, { origin, length }] = region;
      return next && origin + length > next[1].origin ? [region[0], next[0]] : [];
    })
    .sort();
  return first && `memory.${first} and memory.${second} overlap.`;
}

/** The table's address is a multiple of its size, rounded up to a power of two: Arm DDI 0403, VTOR. */
function misplacedVectors({ memory, firmware }: BareMetal): string | undefined {
  const bytes = 4 * (16 + firmware.interruptCount);
  const alignment = 2 ** Math.max(7, Math.ceil(Math.log2(bytes)));
  return memory.flash.origin % alignment === 0
    ? undefined
    : `memory.flash.origin is no multiple of ${alignment}, as a table of ${bytes} bytes of vectors needs.`;
}

function emptySetup({ firmware: { setup } }: BareMetal): string | undefined {
  const idle = setup.find((step) => 'set' in step && step.clear === 0 && step.set === 0);
  return idle && 'register' in idle
    ? `firmware.setup changes no bit of ${idle.register}.`
    : undefined;
}

function impossibleWait({ firmware: { setup } }: BareMetal): string | undefined {
  const endless = setup.find((step) => 'mask' in step && (step.equals & ~step.mask) !== 0);
  return endless && 'register' in endless
    ? `firmware.setup waits for bits of ${endless.register} that its mask leaves out.`
    : undefined;
}

/** A name stands for one address in the generated code. */
function ambiguousRegister({ firmware: { setup } }: BareMetal): string | undefined {
  const addresses = new Map<string, number>();
  for (const step of setup) {
    if (!('register' in step)) continue;
    const { register, address } = step;
    if ((addresses.get(register) ?? address) !== address) {
      return `firmware.setup gives ${register} two addresses.`;
    }
    addresses.set(register, address);
  }
  return undefined;
}

/** Two per cent at each end is what ten bits of 8N1 forgive. */
const GREATEST_BAUD_ERROR = 0.02;

function coarseBaudRate({ firmware: { uart } }: BareMetal): string | undefined {
  const divider = Math.max(1, Math.round(uart.clock / uart.baud));
  const error = Math.abs(uart.clock / divider / uart.baud - 1);
  return error > GREATEST_BAUD_ERROR
    ? `firmware.uart.baud ${uart.baud} is missed by ${(100 * error).toFixed(1)} % with a clock of ${uart.clock} Hz.`
    : undefined;
}

/** Below it, 32 bits of ticks hold more than four seconds; above, inferences may not fit. */
const FASTEST_TIMER = 1_000_000_000;

function fastTimer({ firmware: { timer } }: BareMetal): string | undefined {
  return timer.clock / timer.divider > FASTEST_TIMER
    ? `firmware.timer counts ${timer.clock / timer.divider} ticks a second, more than ${FASTEST_TIMER}.`
    : undefined;
}

function halfBareMetal({ memory, firmware }: Board): string | undefined {
  return (memory === undefined) === (firmware === undefined)
    ? undefined
    : 'It has one of memory and firmware, but a bare machine needs both and a program neither.';
}

function silentEmulator({ emulator }: Board): string | undefined {
  return emulator && emulator.instructionShift === undefined && emulator.limits.length === 0
    ? 'Its emulator counts no instructions, which emulator.limits should say.'
    : undefined;
}

/** A bare board is emulated, or some tool brings a program onto it. */
function unreachable({ firmware, emulator, flash }: Board): string | undefined {
  return firmware && !emulator && !flash
    ? 'It has neither an emulator nor flash.methods, so no program gets onto it.'
    : undefined;
}

/** What the code generator refuses: drivers that are not there, interrupts outside of the table. */
function notGenerated(board: Board): string | undefined {
  const model = randomModel(1, { nodes: [1, 1], side: 2, channels: 2 });
  try {
    generateProject({ model, target: targetOf(board) });
    return undefined;
  } catch (error) {
    if (error instanceof SoftbitError) return error.message;
    throw error;
  }
}
