import type { BareMetalTarget } from './firmware-context.js';
import { hexadecimal } from './hexadecimal.js';
import {
  checkInterrupt,
  commonFiles,
  linkerScripts,
  startupFile,
  type Startup,
} from './startup.js';
import type { TemplateFile } from './template-file.js';
import { maySleep, sysTickHandler } from './timer-drivers.js';

const FAULT_STACK_BYTES = 512;

/** Initial stack, reset and the other exceptions: Arm DDI 0403, section B1.5.3. */
const CORE_VECTORS = 16;
const FAULT_VECTORS = CORE_VECTORS - 2;
const SYSTICK_VECTOR = FAULT_VECTORS - 1;

/** Cortex-M: the processor itself stacks registers and reads the vector table. */
export function cortexM(target: BareMetalTarget): Startup {
  checkInterrupt(target);
  const { features } = target;
  const hasCaches = features.includes('caches');
  const units = { fpu: features.includes('fpu'), mve: features.includes('mve') };
  return {
    files: [
      ...commonFiles(target, hasCaches),
      startupFile('cortex-m', 'core.h', { maySleep: maySleep(target) }),
      ...watchdogFiles(target),
      startupFile('cortex-m', 'startup.c', units),
      ...(hasCaches ? [startupFile('cortex-m', 'caches.c')] : []),
      startupFile('cortex-m', 'fault.c', { faultStackBytes: FAULT_STACK_BYTES }),
      startupFile('cortex-m', 'vectors.c', vectorsView(target)),
    ],
    linkerScripts,
    linkFlags: ['-nostartfiles', '--specs=nano.specs'],
    ramBytes: FAULT_STACK_BYTES,
    vectorBytes: 4 * (CORE_VECTORS + target.firmware.interruptCount),
  };
}

function watchdogFiles({ firmware: { watchdog } }: BareMetalTarget): TemplateFile[] {
  if (!watchdog) return [];
  const { register, purpose, address, value } = watchdog;
  const view = { register, purpose, address: hexadecimal(address), value: hexadecimal(value) };
  return [startupFile('common', 'watchdog.h', view)];
}

/** One handler for each entry; whatever this firmware does not use is a fault. */
function vectorsView(target: BareMetalTarget): object {
  const { interruptCount, uart } = target.firmware;
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
