import { invalidTarget } from '../errors.js';
import type { BareMetalTarget } from './firmware-context.js';
import { hexadecimal } from './hexadecimal.js';
import {
  checkInterrupt,
  commonFiles,
  linkerScripts,
  startupFile,
  type Startup,
} from './startup.js';

const FAULT_STACK_BYTES = 1024;

/** Peripherals of the BCM2836 and BCM2837 begin here; all below is memory. */
const FIRST_DEVICE = 0x3f00_0000;

/** Raspberry Pi 2: an Armv7-A core with the interrupt controller of the first Raspberry Pi. */
export function cortexA(target: BareMetalTarget): Startup {
  return {
    ...bcm(target, 'cortex-a'),
    linkFlags: ['-nostartfiles', '--specs=nano.specs'],
    ramBytes: FAULT_STACK_BYTES + 4 * 4096,
    vectorBytes: 64,
  };
}

/** Raspberry Pi 3 and Zero 2 W with 64 bits. The compiler has a C library for Linux alone. */
export function aarch64(target: BareMetalTarget): Startup {
  const { files, ...common } = bcm(target, 'aarch64');
  return {
    ...common,
    files: [...files, startupFile('aarch64', 'memory.c')],
    linkFlags: ['-nostdlib', '-static'],
    ramBytes: FAULT_STACK_BYTES + 2 * 4096,
    vectorBytes: 4096,
  };
}

function bcm(target: BareMetalTarget, family: string): Pick<Startup, 'files' | 'linkerScripts'> {
  checkInterrupt(target);
  const { interruptController } = target.firmware;
  if (interruptController === undefined) {
    const expected = 'the address of the interrupt controller';
    throw invalidTarget(target.board, 'firmware.interruptController', 'nothing', expected);
  }
  const file = (name: string, view: object = {}) => startupFile(family, name, view);
  return {
    files: [
      ...commonFiles(target, true),
      file('core.h', { interruptController: hexadecimal(interruptController) }),
      file('startup.c'),
      file('caches.c', { firstDevice: hexadecimal(FIRST_DEVICE) }),
      file('fault.c', { faultStackBytes: FAULT_STACK_BYTES }),
      file('vectors.c'),
    ],
    linkerScripts,
  };
}
