import { invalidTarget } from '../errors.js';
import { toolVersion } from '../tool-version.js';
import type { BareMetalTarget } from './firmware-context.js';
import { hexadecimal } from './hexadecimal.js';
import type { TemplateFile } from './template-file.js';

interface Driver {
  /** Greatest `firmware.timer.divider` that the hardware has. */
  readonly greatestDivider: number;
  /** Whether it extends the count in SysTick's exception. */
  readonly usesSysTick?: boolean;
}

/** Timer drivers by the name that a board's data give, which is their template's. */
const drivers: Readonly<Record<string, Driver>> = {
  'cmsdk-timer': { greatestDivider: 1 },
  'sse-counter': { greatestDivider: 1 },
  'stm32-timer': { greatestDivider: 65_536 },
  'nrf-timer': { greatestDivider: 1 },
  'arm-generic-timer': { greatestDivider: 1 },
  systick: { greatestDivider: 1, usesSysTick: true },
};

/** @throws SB_TARGET_INVALID where the board asks for what is not there */
export function timerDriver(target: BareMetalTarget): TemplateFile {
  const { driver: name, base, divider } = target.firmware.timer;
  const { greatestDivider } = driverOf(target);
  if (divider > greatestDivider) {
    const expected = `at most ${greatestDivider} with driver ${name}`;
    throw invalidTarget(target.board, 'firmware.timer.divider', divider, expected);
  }
  return {
    path: `firmware/port/${name.replaceAll('-', '_')}.c`,
    template: `timer/${name}.c.hbs`,
    view: { version: toolVersion, base: hexadecimal(base), divider },
  };
}

/** The function that serves SysTick's exception, where the timer needs one. */
export function sysTickHandler(target: BareMetalTarget): string | undefined {
  return driverOf(target).usesSysTick ? 'sb_timer_wrapped' : undefined;
}

function driverOf({ board, firmware }: BareMetalTarget): Driver {
  const { driver } = firmware.timer;
  if (Object.hasOwn(drivers, driver)) return drivers[driver];
  const known = Object.keys(drivers).join(', ');
  throw invalidTarget(board, 'firmware.timer.driver', driver, `one of: ${known}`);
}
