import type { Command } from 'commander';
import { flashMethodNames, type FlashReport } from '../../boards/index.js';
import { runAction } from '../cli/run-action.js';
import { flash, type FlashRequest } from '../flows/flash.js';

export function registerFlash(program: Command): void {
  program
    .command('flash')
    .description('Build a model’s firmware and put it onto an attached board.')
    .requiredOption('--board <id>', 'see "softbit boards list"')
    .option('--boards-dir <folder>', 'use the cores, chips and boards of this folder')
    .option('--model <file>', 'a .softbit.json model file')
    .option('--project <folder>', 'a generated project; with --model where to generate it')
    .option(
      '--method <name>',
      `one of the board’s methods among ${flashMethodNames.join(', ')}; default: the first that is installed`,
    )
    .option('--probe <serial>', 'serial number of the debug probe, where there are several')
    .option('--port <path>', 'serial port of boards that are programmed through it')
    .option('--volume <folder>', 'where the UF2 volume is mounted; default: searched for')
    .option('--host <host>', 'Linux board in the network, as ssh takes it')
    .option('--ssh-config <file>', 'configuration file for ssh and scp')
    .option('--dry-run', 'print the commands that would be run, and program nothing')
    .addHelpText(
      'after',
      `
Examples:
  $ npx softbit flash --model runs/demo/lenet5.softbit.json --board nucleo-f446re
  $ npx softbit flash --project firmware --board nucleo-f446re --method st-flash --dry-run`,
    )
    .action(
      runAction<FlashRequest>(async (request, context) => {
        const report = await flash(request, context);
        context.console.result(report, flashText(report, request.dryRun === true));
      }),
    );
}

function flashText({ board, method, commands }: FlashReport, dryRun: boolean): string {
  const done = dryRun ? 'Would program' : 'Programmed';
  return [...commands, `${done} board ${board} with ${method}.`].join('\n');
}
