import { invalidTarget } from '../errors.js';
import { toolVersion } from '../tool-version.js';
import { bootFiles } from './boot/boot-headers.js';
import type { BareMetalTarget } from './firmware-context.js';
import { hexadecimal } from './hexadecimal.js';
import { setupView } from './setup-steps.js';
import type { TemplateFile } from './template-file.js';

/** Code from reset to `main`, fault handling and linker scripts of a family of cores. */
export interface Startup {
  readonly files: readonly TemplateFile[];
  /** Folder of the linker scripts, and the one to link with. */
  readonly linkerScripts: { readonly folder: string; readonly main: string };
  /** How the linker finds no start-up code of its own, and what C library. */
  readonly linkFlags: readonly string[];
  /** RAM that it takes besides the stack. */
  readonly ramBytes: number;
  readonly vectorBytes: number;
}

export const startupFolder = 'firmware/startup';
export const linkerScripts = { folder: startupFolder, main: 'sections.ld' };

/** A file of the family's own. */
export function startupFile(family: string, name: string, view: object = {}): TemplateFile {
  return {
    path: `${startupFolder}/${name}`,
    template: `startup/${family}/${name}.hbs`,
    view: { version: toolVersion, ...view },
  };
}

/** What all families have: memory and board made ready, the stack's paint, the linker's scripts. */
export function commonFiles(target: BareMetalTarget, hasCaches: boolean): TemplateFile[] {
  const file = (name: string, view: object = {}): TemplateFile => startupFile('common', name, view);
  return [
    file('linker_symbols.h'),
    file('startup.h', { hasCaches }),
    file('start.c', { hasCaches }),
    file('setup.h'),
    file('setup.c', setupView(target)),
    file('stack_paint.h'),
    file('stack_paint.c'),
    file('fault.h'),
    file('memory.ld', memoryView(target)),
    file('sections.ld', bootView(target)),
    ...bootFiles(target),
  ];
}

/** @throws SB_TARGET_INVALID where the UART's interrupt is none of the target's */
export function checkInterrupt({ board, firmware }: BareMetalTarget): void {
  const { interruptCount, uart } = firmware;
  if (uart.interrupt >= interruptCount) {
    const expected = `below firmware.interruptCount, which is ${interruptCount}`;
    throw invalidTarget(board, 'firmware.uart.interrupt', uart.interrupt, expected);
  }
}

/** The boot header has a region of its own, or follows the vectors. */
function bootView({ board, memory, firmware }: BareMetalTarget): object {
  const hasBoot = firmware.boot !== undefined;
  const isApart = memory.boot !== undefined;
  return { board, bootsFirst: hasBoot && isApart, bootsBehind: hasBoot && !isApart };
}

function memoryView({ board, memory, firmware }: BareMetalTarget): object {
  const region = ({ origin, length }: { origin: number; length: number }): object => ({
    origin: hexadecimal(origin),
    length: hexadecimal(length),
  });
  return {
    board,
    boot: memory.boot ? region(memory.boot) : null,
    flash: region(memory.flash),
    ram: region(memory.ram),
    stackBytes: firmware.stackBytes,
  };
}
