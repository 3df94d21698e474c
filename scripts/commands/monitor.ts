import type { Command } from 'commander';
import { findPort, loadBoard, monitorPort, portNotFound } from '../../boards/index.js';
import { wholeNumber } from '../cli/parse.js';
import { runAction } from '../cli/run-action.js';

interface MonitorCommandOptions {
  readonly board?: string;
  readonly boardsDir?: string;
  readonly port?: string;
  readonly baud?: number;
}

const DEFAULT_BAUD = 115_200;
const DEVICE_GONE = 3;

export function registerMonitor(program: Command): void {
  program
    .command('monitor')
    .description('Show what a serial port says: text as it is, frames of the firmware in words.')
    .option('--board <id>', 'find its port, and take its speed')
    .option('--boards-dir <folder>', 'use the cores, chips and boards of this folder')
    .option('--port <path>', 'serial port, such as /dev/ttyACM0')
    .option('--baud <n>', 'speed; default: the board’s, or 115200', wholeNumber(300, 12_000_000))
    .addHelpText(
      'after',
      `
Ctrl-C ends it.

Examples:
  $ npx softbit monitor --port /dev/ttyACM0
  $ npx softbit monitor --board nucleo-f446re`,
    )
    .action(
      runAction<MonitorCommandOptions>(async (options, { console, signal }) => {
        const { port, baud } = await lineOf(options);
        console.progress(`Listening at ${port}, ${baud} baud; Ctrl-C ends.`);
        const onLine = (line: string): void => console.result({ line }, line);
        const reason = await monitorPort({ port, baud, onLine, signal });
        if (reason === undefined) return 0;
        console.progress(`The line ended: ${reason}.`);
        return DEVICE_GONE;
      }),
    );
}

async function lineOf(options: MonitorCommandOptions): Promise<{ port: string; baud: number }> {
  const { board: id, boardsDir, port, baud } = options;
  const board = id === undefined ? undefined : loadBoard(id, boardsDir);
  const found = port ?? (board && (await findPort(board)));
  if (found === undefined) throw portNotFound(id ?? 'that --board names');
  return { port: found, baud: baud ?? board?.firmware?.uart.baud ?? DEFAULT_BAUD };
}
