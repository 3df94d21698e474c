import { boardNeedsPort } from '../errors.js';
import { attached } from './attached.js';
import type { Device, DeviceDriver, OpenDeviceOptions } from './device.js';
import { emulated } from './emulated.js';
import { hosted } from './hosted.js';
import { remote } from './remote.js';

/** Every driver; the first that serves a board and port is taken. */
export const drivers: readonly DeviceDriver[] = [attached, remote, emulated, hosted];

/**
 * Starts or reaches the device and opens its line.
 *
 * @throws SB_BOARD_NEEDS_PORT where only a real board would do, and what the driver throws
 */
export function openDevice(options: OpenDeviceOptions): Promise<Device> {
  return driverOf(options).open(options);
}

/** Whether only one such device can run at a time. @throws SB_BOARD_NEEDS_PORT */
export function isSingle(options: OpenDeviceOptions): boolean {
  return driverOf(options).single;
}

function driverOf(options: OpenDeviceOptions): DeviceDriver {
  const driver = drivers.find((candidate) => candidate.serves(options));
  if (!driver) throw boardNeedsPort(options.board.id);
  return driver;
}
