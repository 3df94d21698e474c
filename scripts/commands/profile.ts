import type { Command } from 'commander';
import { wholeNumber } from '../cli/parse.js';
import { profileText } from '../cli/profile-text.js';
import { runAction } from '../cli/run-action.js';
import { profile, type ProfileRequest } from '../flows/profile.js';

const CHECK_FAILED = 1;

export function registerProfile(program: Command): void {
  program
    .command('profile')
    .description('Count instructions and model cycles of a model, layer by layer.')
    .requiredOption('--model <file>', 'a .softbit.json model file')
    .requiredOption('--board <id>', 'an emulated board; see "softbit boards list"')
    .option('--core <core>', 'make code for another core that the board’s own executes')
    .option('--boards-dir <folder>', 'use the cores, chips and boards of this folder')
    .option(
      '--hottest <n>',
      'list the instructions that took most, and a histogram',
      wholeNumber(0, 10_000),
      0,
    )
    .option('--seed <n>', 'of the random input', wholeNumber(0, 2 ** 31), 1)
    .option('--project <folder>', 'where to generate and build; default: beside the model')
    .addHelpText(
      'after',
      `
Instructions are counted exactly, in an emulator. Cycles are modelled from the core's documented
timing with memory that never waits, between a low and a high bound: they are no measured time.

Exit code 1 when the output differs from the integer reference.

Example:
  $ npx softbit profile --model runs/demo/lenet5.softbit.json --board mps2-an386 --hottest 20`,
    )
    .action(
      runAction<ProfileRequest>(async (request, context) => {
        const report = await profile(request, context);
        context.console.result(report, profileText(report));
        return report.bitExact ? 0 : CHECK_FAILED;
      }),
    );
}
