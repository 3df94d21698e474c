import { startProcess } from '../link/process-transport.js';
import type { DeviceDriver } from './device.js';

/** A program on this machine, spoken to over its standard input and output. */
export const hosted: DeviceDriver = {
  name: 'hosted',
  serves: ({ board }) => board.firmware === undefined,
  open({ program }) {
    const transport = startProcess(program);
    const device = { transport, description: program, close: () => transport.close() };
    return Promise.resolve(device);
  },
};
