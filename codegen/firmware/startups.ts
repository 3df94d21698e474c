import { invalidTarget } from '../errors.js';
import { toolVersion } from '../tool-version.js';
import type { BareMetalTarget } from './firmware-context.js';
import { hexadecimal } from './hexadecimal.js';
import type { TemplateFile } from './template-file.js';
import { sysTickHandler } from './timer-drivers.js';

/** Code from reset to `main`, fault handling and linker scripts of a family of cores. */
export interface Startup {
  readonly files: readonly TemplateFile[];
  /** Folder of the linker scripts, and the one to link with. */
  readonly linkerScripts: { readonly folder: string; readonly main: string };
  /** RAM that it takes besides the stack. */
  readonly ramBytes: number;
  readonly vectorBytes: number;
}

/** Start-up code by the name that a core's data give. */
const startups: Readonly<Record<string, (target: BareMetalTarget) => Startup>> = {
  'cortex-m': cortexM,
};

/** @throws SB_TARGET_INVALID where the board asks for what is not there */
export function startupOf(target: BareMetalTarget): Startup {
  const { startup } = target.firmware;
  if (!Object.hasOwn(startups, startup)) {
    const known = Object.keys(startups).join(', ');
    throw invalidTarget(target.board, 'firmware.startup', startup, `one of: ${known}`);
  }
  return startups[startup](target);
}

const FAULT_STACK_BYTES = 512;

/** Initial stack, reset and the other exceptions: Arm DDI 0403, section B1.5.3. */
const CORE_VECTORS = 16;
const FAULT_VECTORS = CORE_VECTORS - 2;
const SYSTICK_VECTOR = FAULT_VECTORS - 1;

function cortexM(target: BareMetalTarget): Startup {
  const folder = 'firmware/cortex_m';
  const file = (name: string, view: object = {}): TemplateFile => ({
    path: `${folder}/${name}`,
    template: `startup/cortex-m/${name}.hbs`,
    view: { version: toolVersion, ...view },
  });
  const { interruptCount } = target.firmware;
  return {
    files: [
      file('core.h'),
      file('linker_symbols.h'),
      file('startup.h'),
      file('startup.c', {
        fpu: target.features.includes('fpu'),
        mve: target.features.includes('mve'),
      }),
      file('setup.h'),
      file('setup.c', setupView(target)),
      file('stack_paint.h'),
      file('stack_paint.c'),
      file('fault.h'),
      file('fault.c', { faultStackBytes: FAULT_STACK_BYTES }),
      file('vectors.c', vectorsView(target)),
      file('memory.ld', memoryView(target)),
      file('sections.ld', { board: target.board }),
    ],
    linkerScripts: { folder, main: 'sections.ld' },
    ramBytes: FAULT_STACK_BYTES,
    vectorBytes: 4 * (CORE_VECTORS + interruptCount),
  };
}

/** The registers that the board's data want changed before anything else. */
function setupView({ firmware: { setup } }: BareMetalTarget): object {
  return {
    changes: setup.map(({ address, clear, set, ...change }) => ({
      ...change,
      address: hexadecimal(address),
      clear: hexadecimal(clear),
      set: hexadecimal(set),
    })),
  };
}

/** One handler for each entry; whatever this firmware does not use is a fault. */
function vectorsView(target: BareMetalTarget): object {
  const { board, firmware } = target;
  const { interruptCount, uart } = firmware;
  if (uart.interrupt >= interruptCount) {
    const expected = `below firmware.interruptCount, which is ${interruptCount}`;
    throw invalidTarget(board, 'firmware.uart.interrupt', uart.interrupt, expected);
  }
  const sysTick = sysTickHandler(target);
  return {
    interruptCount,
    timerHandler: sysTick ?? null,
    exceptions: Array.from({ length: FAULT_VECTORS }, (_, index) =>
      index === SYSTICK_VECTOR ? (sysTick ?? 'sb_fault') : 'sb_fault',
    ),
    interrupts: Array.from({ length: interruptCount }, (_, index) =>
      index === uart.interrupt ? 'sb_serial_interrupt' : 'sb_fault',
    ),
  };
}

function memoryView({ board, memory, firmware }: BareMetalTarget): object {
  const region = ({ origin, length }: { origin: number; length: number }): object => ({
    origin: hexadecimal(origin),
    length: hexadecimal(length),
  });
  return {
    board,
    flash: region(memory.flash),
    ram: region(memory.ram),
    stackBytes: firmware.stackBytes,
  };
}
