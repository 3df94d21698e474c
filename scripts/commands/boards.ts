import type { Command } from 'commander';
import { describeBoard, listBoards, loadBoard, type MergedFields } from '../../boards/index.js';
import { createTable } from '../cli/table.js';
import { runAction } from '../cli/run-action.js';

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
}

function listText(all: ReturnType<typeof listBoards>): string {
  const table = createTable(['board', 'core', 'runs', 'description']);
  for (const { id, core, emulator, firmware, description } of all) {
    const runs = emulator ? emulator.program : firmware ? 'attached' : 'here';
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
