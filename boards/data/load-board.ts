import { boardDataInvalid } from '../errors.js';
import { boardIds, readLayers } from './board-layers.js';
import { boardSchema, type Board } from './board-schema.js';
import { mergeLayers, toObject, type MergedFields } from './merge-layers.js';

/**
 * A board with all that it inherits, checked.
 *
 * @param folder holds `cores/`, `chips/` and `boards/`; default: the ones of this installation
 * @throws SB_BOARD_UNKNOWN, SB_BOARD_DATA
 * @example
 * loadBoard('mps2-an386').core; // 'cortex-m4'
 */
export function loadBoard(id: string, folder?: string): Board {
  const result = boardSchema.safeParse(toObject(describeBoard(id, folder)));
  if (result.success) return { id, ...result.data };
  const [issue] = result.error.issues;
  throw boardDataInvalid(`boards/${id}.json`, issue.path.join('.') || '(root)', issue.message);
}

/** The merged values of a board, each with the files that it comes from. */
export function describeBoard(id: string, folder?: string): MergedFields {
  return mergeLayers(readLayers(id, folder));
}

/** Every board, in alphabetical order of ids. */
export function listBoards(folder?: string): Board[] {
  return boardIds(folder).map((id) => loadBoard(id, folder));
}
