import { invalidTarget } from '../errors.js';
import { toolVersion } from '../tool-version.js';
import type { BareMetalTarget } from './firmware-context.js';
import { hexadecimal } from './hexadecimal.js';
import type { TemplateFile } from './template-file.js';

type Driver = (target: BareMetalTarget) => TemplateFile;

/** Timer drivers by the name that a board's data give. */
const drivers: Readonly<Record<string, Driver>> = {
  'cmsdk-timer': (target) => driverFile(target, 'cmsdk-timer'),
  'sse-counter': (target) => driverFile(target, 'sse-counter'),
};

/** @throws SB_TARGET_INVALID where the board asks for what is not there */
export function timerDriver(target: BareMetalTarget): TemplateFile {
  const { driver } = target.firmware.timer;
  if (!Object.hasOwn(drivers, driver)) {
    const known = Object.keys(drivers).join(', ');
    throw invalidTarget(target.board, 'firmware.timer.driver', driver, `one of: ${known}`);
  }
  return drivers[driver](target);
}

function driverFile({ firmware }: BareMetalTarget, name: string): TemplateFile {
  return {
    path: `firmware/port/${name.replaceAll('-', '_')}.c`,
    template: `timer/${name}.c.hbs`,
    view: { version: toolVersion, base: hexadecimal(firmware.timer.base) },
  };
}
