import { invalidTarget } from '../errors.js';
import { toolVersion } from '../tool-version.js';
import type { BareMetalTarget } from './firmware-context.js';
import { hexadecimal } from './hexadecimal.js';
import type { TemplateFile } from './template-file.js';

type Driver = (target: BareMetalTarget) => TemplateFile;

/** UART drivers by the name that a board's data give. */
const drivers: Readonly<Record<string, Driver>> = { 'cmsdk-uart': cmsdkUart };

/** @throws SB_TARGET_INVALID where the board asks for what is not there */
export function serialDriver(target: BareMetalTarget): TemplateFile {
  const { driver } = target.firmware.uart;
  if (!Object.hasOwn(drivers, driver)) {
    const known = Object.keys(drivers).join(', ');
    throw invalidTarget(target.board, 'firmware.uart.driver', driver, `one of: ${known}`);
  }
  return drivers[driver](target);
}

/** Least divider of the CMSDK UART: Arm DDI 0479, section 4.3, BAUDDIV. */
const CMSDK_LEAST_DIVIDER = 16;

function cmsdkUart(target: BareMetalTarget): TemplateFile {
  const { base, interrupt, clock, baud } = target.firmware.uart;
  const baudDivider = Math.round(clock / baud);
  if (baudDivider < CMSDK_LEAST_DIVIDER) {
    const greatest = Math.floor(clock / CMSDK_LEAST_DIVIDER);
    throw invalidTarget(target.board, 'firmware.uart.baud', baud, `at most ${greatest}`);
  }
  return {
    path: 'firmware/port/cmsdk_uart.c',
    template: 'serial/cmsdk-uart.c.hbs',
    view: {
      version: toolVersion,
      base: hexadecimal(base),
      interrupt,
      clock,
      baud,
      baudDivider,
    },
  };
}
