import { toolVersion } from '../tool-version.js';
import type { BareMetalTarget, FirmwareContext } from './firmware-context.js';
import { portHeaders, type FirmwarePort } from './firmware-port.js';
import { linkBufferBytes } from './link-files.js';
import { serialDriver } from './serial-drivers.js';
import type { Startup } from './startup.js';
import { startupOf } from './startups.js';
import type { TemplateFile } from './template-file.js';
import { timerFiles } from './timer-drivers.js';

/** Link, drivers and start-up code at `-O2`, without the vector table; rounded down. */
const LEAST_CODE_BYTES = 2048;

/** Start-up code, interrupt-driven UART and timer of a microcontroller. */
export function bareMetalPort(target: BareMetalTarget, context: FirmwareContext): FirmwarePort {
  const startup = startupOf(target);
  const { folder, main } = startup.linkerScripts;
  const { timer, ringBytes } = target.firmware;
  const ticksPerSecond = Math.round(timer.clock / timer.divider);
  const scripts = startup.files.map(({ path }) => path).filter((path) => path.endsWith('.ld'));
  return {
    files: [
      ...portHeaders(toolVersion, { ticksPerSecond, windowBytes: ringBytes }),
      ...ringBufferFiles(ringBytes),
      serialDriver(target),
      ...timerFiles(target),
      ...startup.files,
    ],
    ticksPerSecond,
    program: 'build/firmware.elf',
    holds: 'start-up code, drivers, linker scripts and the device link',
    linkFlags: [
      ...startup.linkFlags,
      '-Wl,--gc-sections',
      '-Wl,--build-id=none',
      `-L${folder}`,
      `-T${main}`,
    ],
    linkerScripts: scripts,
    reserve: reserveOf(target, context, startup),
  };
}

function reserveOf(
  target: BareMetalTarget,
  context: FirmwareContext,
  startup: Startup,
): FirmwarePort['reserve'] {
  const linkBytes = context.isProfiled ? 0 : linkBufferBytes(context);
  const buffers = target.firmware.ringBytes + linkBytes + startup.ramBytes;
  return {
    flash: LEAST_CODE_BYTES + startup.vectorBytes,
    ram: target.firmware.stackBytes + buffers,
  };
}

function ringBufferFiles(ringBytes: number): TemplateFile[] {
  const view = { version: toolVersion, ringBytes };
  return ['ring_buffer.h', 'ring_buffer.c', 'serial_hardware.h'].map((name) => ({
    path: `firmware/port/${name}`,
    template: `port/${name}.hbs`,
    view,
  }));
}
