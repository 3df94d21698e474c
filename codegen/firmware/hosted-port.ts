import { toolVersion } from '../tool-version.js';
import { portHeaders, type FirmwarePort } from './firmware-port.js';

const NANOSECONDS_PER_SECOND = 1_000_000_000;

/** Standard input and output for a serial line, the system's clock for a timer. */
export function hostedPort(): FirmwarePort {
  const names = ['serial', 'timer', 'stack'];
  return {
    files: [
      ...portHeaders(toolVersion, NANOSECONDS_PER_SECOND),
      ...names.map((name) => ({
        path: `firmware/hosted/${name}.c`,
        template: `hosted/${name}.c.hbs`,
        view: { version: toolVersion },
      })),
    ],
    program: 'build/program',
    holds: 'the device link over standard input and output',
    linkFlags: ['-Wl,--gc-sections'],
    linkerScripts: [],
    reserve: { flash: 0, ram: 0 },
  };
}
