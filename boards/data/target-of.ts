import type { Target } from '../../codegen/index.js';
import type { Board } from './board-schema.js';

/** What code generation needs to know of a board. */
export function targetOf(board: Board): Target {
  const { id, description, core, features, toolchain, memory, firmware, hosted } = board;
  return {
    board: id,
    description,
    core,
    features,
    toolchain,
    ...(memory && { memory }),
    ...(firmware && { firmware }),
    ...(hosted && { hosted }),
  };
}
