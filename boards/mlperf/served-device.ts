import type { Board } from '../data/board-schema.js';
import { hostedCommand } from '../device/hosted.js';
import { startEmulator } from '../emulator/qemu.js';
import { boardNeedsPort } from '../errors.js';

/** A running device whose line is left for another program to open. */
export interface ServedDevice {
  /** Arguments of `run-on-port.py` that name it. */
  readonly arguments: readonly string[];
  /** Whether it is gone once it is closed; the adapter starts others itself. */
  readonly mustStayUp: boolean;
  /** How it was started, for people. */
  readonly description: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly board: Board;
  /** The linked program. */
  readonly program: string;
  /** Serial port of an attached board that already runs the program. */
  readonly port?: string | undefined;
}

/**
 * Makes a device ready for a client that is not ours.
 *
 * @throws SB_BOARD_NEEDS_PORT, SB_TOOL_MISSING, SB_EMULATOR_FAILED
 */
export async function serveDevice({ board, program, port }: ServeOptions): Promise<ServedDevice> {
  if (port !== undefined) {
    return { ...atPort(port, port, () => Promise.resolve()), mustStayUp: false };
  }
  if (!board.firmware) {
    const command = hostedCommand(board, program).join(' ');
    const close = () => Promise.resolve();
    return { arguments: ['--command', command], mustStayUp: false, description: command, close };
  }
  if (!board.emulator) throw boardNeedsPort(board.id);
  const emulator = await startEmulator({ ...board.emulator, elf: program });
  return atPort(emulator.port, emulator.command, () => emulator.stop());
}

function atPort(port: string, description: string, close: () => Promise<void>): ServedDevice {
  return { arguments: ['--port', port], mustStayUp: true, description, close };
}
