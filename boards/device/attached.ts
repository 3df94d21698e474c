import { openSerial } from '../link/serial-transport.js';
import type { DeviceDriver } from './device.js';

const DEFAULT_BAUD = 115_200;

/** A board on a serial port that the user names. */
export const attached: DeviceDriver = {
  name: 'attached',
  single: true,
  serves: ({ port }) => port !== undefined,
  async open({ board, port = '' }) {
    const baud = board.firmware?.uart.baud ?? DEFAULT_BAUD;
    const transport = await openSerial(port, baud);
    return { transport, description: `${port} at ${baud} baud`, close: () => transport.close() };
  },
};
