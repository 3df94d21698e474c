import type { Board } from '../data/board-schema.js';
import { listBoards, loadBoard } from '../data/load-board.js';

/** Words that stand for several boards. */
const groups: Readonly<Record<string, (board: Board) => boolean>> = {
  all: () => true,
  emulated: needsNoHardware,
};

export const boardGroups: readonly string[] = Object.keys(groups);

/**
 * The boards that a list names: ids and groups, divided by commas, each board once.
 *
 * @param folder holds the board data; default: the boards of this installation
 * @throws SB_BOARD_UNKNOWN
 * @example
 * selectBoards('emulated'); // every board that needs no hardware
 * selectBoards('mps2-an386,host').map(({ id }) => id); // ['mps2-an386', 'host']
 */
export function selectBoards(list: string, folder?: string): Board[] {
  const chosen = list
    .split(',')
    .map((word) => word.trim())
    .flatMap((word) =>
      word in groups ? listBoards(folder).filter(groups[word]) : [loadBoard(word, folder)],
    );
  return [...new Map(chosen.map((board) => [board.id, board])).values()];
}

/** Whether a board is emulated, or a program of this machine. */
export function needsNoHardware({ emulator, firmware }: Board): boolean {
  return emulator !== undefined || firmware === undefined;
}
