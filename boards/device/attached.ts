import { openReopening } from '../link/reopening-transport.js';
import { openSerial } from '../link/serial-transport.js';
import type { DeviceDriver } from './device.js';

const DEFAULT_BAUD = 115_200;

/** A board on a serial port that the user names. */
export const attached: DeviceDriver = {
  name: 'attached',
  single: true,
  serves: ({ port }) => port !== undefined,
  async open({ board, port = '', returnMs: patienceMs }) {
    const baud = board.firmware?.uart.baud ?? DEFAULT_BAUD;
    const transport = await openReopening({ open: () => openSerial(port, baud), patienceMs });
    const description = `${port} at ${baud} baud`;
    return { transport, description, baud, close: () => transport.close() };
  },
};
