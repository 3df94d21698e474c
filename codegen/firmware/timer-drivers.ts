import { invalidTarget } from '../errors.js';
import { toolVersion } from '../tool-version.js';
import type { BareMetalTarget } from './firmware-context.js';
import { hexadecimal } from './hexadecimal.js';
import type { TemplateFile } from './template-file.js';

interface Driver {
  /** Values of `firmware.timer.divider` that the hardware has: up to a greatest one, or just some. */
  readonly dividers: number | readonly number[];
  /** Whether it extends the count in SysTick's exception. */
  readonly usesSysTick?: boolean;
  /** Whether it counts further than 32 bits, so that it needs no flag to tell of a wrap. */
  readonly isLong?: boolean;
  /** Whether it stands still while the core sleeps, so that nobody may sleep. */
  readonly stopsAsleep?: boolean;
}

/** Timer drivers by the name that a board's data give, which is their template's. */
const drivers: Readonly<Record<string, Driver>> = {
  'cmsdk-timer': { dividers: 1 },
  'sse-counter': { dividers: 1, isLong: true },
  'stm32-timer': { dividers: 65_536 },
  'nrf-timer': { dividers: 1 },
  'arm-cycle-counter': { dividers: [1, 64] },
  'dwt-cycle-counter': { dividers: 1, usesSysTick: true, isLong: true, stopsAsleep: true },
  systick: { dividers: 1, usesSysTick: true, isLong: true },
};

/** @throws SB_TARGET_INVALID where the board asks for what is not there */
export function timerFiles(target: BareMetalTarget): TemplateFile[] {
  const { driver: name, base, divider } = target.firmware.timer;
  const { dividers, isLong = false, usesSysTick = false } = driverOf(target);
  const fits = typeof dividers === 'number' ? divider <= dividers : dividers.includes(divider);
  if (!fits) {
    const known = typeof dividers === 'number' ? `at most ${dividers}` : dividers.join(' or ');
    const expected = `${known} with driver ${name}`;
    throw invalidTarget(target.board, 'firmware.timer.divider', divider, expected);
  }
  const driver = {
    path: `firmware/port/${name.replaceAll('-', '_')}.c`,
    template: `timer/${name}.c.hbs`,
    view: {
      version: toolVersion,
      base: hexadecimal(base),
      divider,
      divides: divider > 1,
      ...(usesSysTick && { watchdog: target.firmware.watchdog !== undefined }),
    },
  };
  return isLong ? [driver, ...longTimerFiles()] : [driver];
}

/** Measurements with a counter of more than 32 bits. */
export function longTimerFiles(): TemplateFile[] {
  return ['elapsed.c', 'timer_hardware.h'].map((name) => ({
    path: `firmware/port/${name}`,
    template: `port/${name}.hbs`,
    view: { version: toolVersion },
  }));
}

/** The function that serves SysTick's exception, where the timer needs one. */
export function sysTickHandler(target: BareMetalTarget): string | undefined {
  return driverOf(target).usesSysTick ? 'sb_timer_wrapped' : undefined;
}

/** Whether the core may wait asleep: the timer must count on, or pauses would go unseen. */
export function maySleep(target: BareMetalTarget): boolean {
  return !driverOf(target).stopsAsleep;
}

function driverOf({ board, firmware }: BareMetalTarget): Driver {
  const { driver } = firmware.timer;
  if (Object.hasOwn(drivers, driver)) return drivers[driver];
  const known = Object.keys(drivers).join(', ');
  throw invalidTarget(board, 'firmware.timer.driver', driver, `one of: ${known}`);
}
