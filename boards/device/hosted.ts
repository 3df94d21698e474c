import type { Board } from '../data/board-schema.js';
import { startProcess } from '../link/process-transport.js';
import { requireTool } from '../toolchain/find-tool.js';
import type { DeviceDriver } from './device.js';
import { LOCAL } from './remote.js';

/**
 * A program of an operating system, spoken to over its standard input and output: on this machine,
 * or where the board names an emulator for such programs, by that.
 */
export const hosted: DeviceDriver = {
  name: 'hosted',
  single: false,
  serves: ({ board }) => board.firmware === undefined,
  open({ board, program, host }) {
    const [file, ...args] = host === LOCAL ? [program] : hostedCommand(board, program);
    const transport = startProcess(file, args);
    const description = [file, ...args].join(' ');
    return Promise.resolve({ transport, description, close: () => transport.close() });
  },
};

/**
 * The command that runs a program of a hosted board.
 *
 * @throws SB_TOOL_MISSING
 */
export function hostedCommand(
  { emulator }: Board,
  program: string,
): [file: string, ...args: string[]] {
  if (!emulator) return [program];
  requireTool(emulator.program, 'emulate the board');
  return [emulator.program, ...emulator.arguments, program];
}
