import type { Command } from 'commander';
import { datasetFormats } from '../../trainer/index.js';
import { commandLine } from '../cli/command-line.js';
import { searchBudget } from '../cli/budget.js';
import { bitCounts, pictureSize, wholeNumber } from '../cli/parse.js';
import { runAction } from '../cli/run-action.js';
import { searchText } from '../cli/search-text.js';
import { search, type SearchRequest } from '../flows/search.js';

type SearchOptions = Omit<SearchRequest, 'command'>;

export function registerSearch(program: Command): void {
  program
    .command('search')
    .description('Find bits for every layer of a trained float network within a board’s budget.')
    .requiredOption('--from <run>', 'folder of the float training')
    .requiredOption(
      '--dataset <name>',
      `data set: ${datasetFormats.map(({ name }) => name).join(', ')}`,
    )
    .option('--data <folder>', 'where the data set’s files are')
    .option('--size <size>', 'resize the pictures of a folder to HEIGHTxWIDTH', pictureSize)
    .requiredOption('--board <id>', 'whose core kernels are chosen for')
    .option('--core <core>', 'another core, as of "softbit bench"')
    .requiredOption(
      '--budget <limits>',
      'limits, as in flash=30000,ram=16000,cycles=6000000',
      searchBudget,
    )
    .option('--bits <list>', 'bits to choose from', bitCounts, [2, 4, 8])
    .option('--images <n>', 'validation images that are looked at', wholeNumber(16, 10_000), 256)
    .requiredOption('--out <folder>', 'where the bits and the page go')
    .addHelpText(
      'after',
      `
Flash is weights and constants, RAM the arena, cycles those of the core's cost table.

Example:
  $ npx softbit search --from runs/float --dataset cifar10 --data data/cifar10 --board mps2-an386 --budget flash=30000,cycles=9000000 --out runs/search
  $ npx softbit train … --from runs/float --layer-bits runs/search/bits.json --out runs/mixed`,
    )
    .action(
      runAction<SearchOptions>(async (options, context) => {
        const outcome = await search({ ...options, command: commandLine(process.argv) }, context);
        context.console.result(outcome, searchText(outcome));
      }),
    );
}
