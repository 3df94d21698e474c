import { flashProgram } from '../flasher/flash-program.js';
import { remoteCommand } from '../flasher/ssh.js';
import { startProcess } from '../link/process-transport.js';
import { commandLine } from '../toolchain/run-command.js';
import type { DeviceDriver } from './device.js';

/** A Linux board in the network: the program is copied there and spoken to through `ssh`. */
export const remote: DeviceDriver = {
  name: 'remote',
  single: true,
  serves: ({ host }) => host !== undefined && host !== LOCAL,
  async open(options) {
    await flashProgram({ ...options, onCommand: options.onStep });
    const command = remoteCommand(options);
    const transport = startProcess(command.program, command.args);
    return { transport, description: commandLine(command), close: () => transport.close() };
  },
};

/** The host that stands for this machine: a Raspberry Pi on which Softbit itself runs. */
export const LOCAL = 'local';
