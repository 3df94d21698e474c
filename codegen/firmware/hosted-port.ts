import { toolVersion } from '../tool-version.js';
import type { Target } from '../project/target.js';
import { portHeaders, type FirmwarePort } from './firmware-port.js';
import { hostedRuntime } from './hosted-runtimes.js';
import { longTimerFiles } from './timer-drivers.js';

const NANOSECONDS_PER_SECOND = 1_000_000_000;

/** A pipe of Linux holds 65,536 bytes, sixteen pages of 4,096: pipe(7). One page of it is enough. */
const PIPE_BYTES = 4096;

/**
 * Standard input and output for a serial line, the system's clock for a timer.
 *
 * @throws SB_TARGET_INVALID
 */
export function hostedPort(target: Target): FirmwarePort {
  const runtime = hostedRuntime(target);
  const stack = {
    path: 'firmware/hosted/stack.c',
    template: 'hosted/stack.c.hbs',
    view: { version: toolVersion },
  };
  return {
    files: [
      ...portHeaders(toolVersion, {
        ticksPerSecond: NANOSECONDS_PER_SECOND,
        windowBytes: PIPE_BYTES,
      }),
      ...longTimerFiles(),
      ...runtime.files,
      stack,
    ],
    ticksPerSecond: NANOSECONDS_PER_SECOND,
    program: 'build/program',
    holds: 'the device link over standard input and output',
    linkFlags: ['-Wl,--gc-sections', ...runtime.linkFlags],
    linkerScripts: [],
    reserve: { flash: 0, ram: 0 },
  };
}
