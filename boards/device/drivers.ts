import { boardNeedsPort } from '../errors.js';
import { attached } from './attached.js';
import type { Device, DeviceAddress, DeviceDriver, OpenDeviceOptions } from './device.js';
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
  return driverFor(options).open(options);
}

/**
 * The driver that serves a board at that address.
 *
 * @throws SB_BOARD_NEEDS_PORT where only a real board would do
 */
export function driverFor(address: DeviceAddress): DeviceDriver {
  const driver = drivers.find((candidate) => candidate.serves(address));
  if (!driver) throw boardNeedsPort(address.board.id);
  return driver;
}
