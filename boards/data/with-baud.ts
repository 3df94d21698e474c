import { baudWithoutUart } from '../errors.js';
import type { Board } from './board-schema.js';

/**
 * The same board with another speed of its serial line: for the firmware to be generated and for the
 * port to be opened.
 *
 * @throws SB_BOARD_BAUD where the board has no serial line of its own
 */
export function withBaud(board: Board, baud: number | undefined): Board {
  if (baud === undefined) return board;
  const { firmware } = board;
  if (!firmware) throw baudWithoutUart(board.id);
  return { ...board, firmware: { ...firmware, uart: { ...firmware.uart, baud } } };
}
