import { boardDataInvalid, coreUnknown } from '../errors.js';
import { boardIds, readCore, readLayers } from './board-layers.js';
import { boardSchema, type Board } from './board-schema.js';
import { mergeLayers, toObject, type MergedFields } from './merge-layers.js';

/**
 * A board with all that it inherits, checked.
 *
 * @param folder holds `cores/`, `chips/` and `boards/`; default: the ones of this installation
 * @param core another core to make code for, one whose code the board's own executes
 * @throws SB_BOARD_UNKNOWN, SB_BOARD_DATA, SB_BOARD_CORE
 * @example
 * loadBoard('mps2-an386').core; // 'cortex-m4'
 * loadBoard('mps2-an385', undefined, 'cortex-m0plus').features; // ['thumb1']
 */
export function loadBoard(id: string, folder?: string, core?: string): Board {
  const board = parseBoard(id, describeBoard(id, folder));
  if (core === undefined || core === board.core) return board;
  if (!board.executes.includes(core)) throw coreUnknown(board, core);
  return parseBoard(id, describeBoard(id, folder, core));
}

function parseBoard(id: string, fields: MergedFields): Board {
  const result = boardSchema.safeParse(toObject(fields));
  if (result.success) return { id, ...result.data };
  const [issue] = result.error.issues;
  throw boardDataInvalid(`boards/${id}.json`, issue.path.join('.') || '(root)', issue.message);
}

/** The merged values of a board, each with the files that it comes from. */
export function describeBoard(id: string, folder?: string, core?: string): MergedFields {
  const [own, ...layers] = readLayers(id, folder);
  return mergeLayers([core === undefined ? own : readCore(core, folder), ...layers]);
}

/** Every board, in alphabetical order of ids. */
export function listBoards(folder?: string): Board[] {
  return boardIds(folder).map((id) => loadBoard(id, folder));
}
