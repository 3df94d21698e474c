import type { Command } from 'commander';
import {
  checkBoard,
  describeBoard,
  listBoards,
  loadBoard,
  type Board,
  type MergedFields,
} from '../../boards/index.js';
import type { Console } from '../cli/console.js';
import { createTable } from '../cli/table.js';
import { runAction } from '../cli/run-action.js';

const CHECK_FAILED = 1;

interface BoardsOptions {
  readonly boardsDir?: string;
}

export function registerBoards(program: Command): void {
  const boards = program.command('boards').description('What boards there are, and their data.');
  boards
    .command('list')
    .description('List every board.')
    .option('--boards-dir <folder>', 'use the cores, chips and boards of this folder')
    .addHelpText('after', '\nExample:\n  $ npx softbit boards list --json')
    .action(
      runAction<BoardsOptions>(({ boardsDir }, { console }) => {
        const all = listBoards(boardsDir);
        console.result(all, listText(all));
        return Promise.resolve();
      }),
    );
  boards
    .command('show')
    .description('Show a board’s merged data and the file that each value comes from.')
    .argument('<board>')
    .option('--boards-dir <folder>', 'use the cores, chips and boards of this folder')
    .addHelpText('after', '\nExample:\n  $ npx softbit boards show mps2-an386')
    .action(
      runAction<BoardsOptions>(({ boardsDir }, { console }, id = '') => {
        const board = loadBoard(id, boardsDir);
        console.result(board, fieldsText(describeBoard(id, boardsDir)));
        return Promise.resolve();
      }),
    );
  boards
    .command('check')
    .description('Check a board’s data, or all boards’, for what no board can have.')
    .argument('[board]')
    .option('--boards-dir <folder>', 'use the boards of this folder')
    .addHelpText('after', '\nExample:\n  $ npx softbit boards check mps2-an386')
    .action(
      runAction<BoardsOptions>(({ boardsDir }, { console }, id = '') => {
        const chosen = id === '' ? listBoards(boardsDir) : [loadBoard(id, boardsDir)];
        return Promise.resolve(check(chosen, console));
      }),
    );
}

/** Everything wrong with boards, on stdout; any problem is exit code 1. */
function check(boards: readonly Board[], console: Console): number {
  const checked = boards.map((board) => ({ board: board.id, problems: checkBoard(board) }));
  console.result(checked, checkText(checked));
  return checked.every(({ problems }) => problems.length === 0) ? 0 : CHECK_FAILED;
}

function checkText(
  checked: readonly { readonly board: string; readonly problems: readonly string[] }[],
): string {
  return checked
    .flatMap(({ board, problems }) =>
      problems.length === 0 ? `${board}: ok` : problems.map((problem) => `${board}: ${problem}`),
    )
    .join('\n');
}

function listText(all: ReturnType<typeof listBoards>): string {
  const table = createTable(['board', 'core', 'runs', 'description']);
  for (const { id, core, emulator, firmware, description } of all) {
    const runs = emulator
      ? emulator.program
      : firmware
        ? 'attached: built and parsed, not run'
        : 'here';
    table.push([id, core, runs, description]);
  }
  return table.toString();
}

function fieldsText(fields: MergedFields): string {
  const table = createTable(['field', 'value', 'from']);
  for (const [field, { value, from }] of fields) {
    const shown = Array.isArray(value) ? value.join('\n') : JSON.stringify(value);
    table.push([field, shown, from.join('\n')]);
  }
  return table.toString();
}
