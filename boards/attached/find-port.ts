import type { Board } from '../data/board-schema.js';
import { portAmbiguous } from './errors.js';
import { listDevices, type Surroundings } from './list-devices.js';

/**
 * The serial port of an attached board that is to be found by its USB id.
 *
 * @returns nothing where none is attached
 * @throws SB_PORT_AMBIGUOUS where several are
 */
export async function findPort(
  board: Board,
  surroundings?: Surroundings,
): Promise<string | undefined> {
  const devices = await listDevices([board], surroundings);
  const ports = devices
    .filter(({ boards, port }) => boards.length > 0 && port !== null)
    .map(({ port }) => port!);
  if (ports.length > 1) throw portAmbiguous(board.id, ports);
  return ports[0];
}
