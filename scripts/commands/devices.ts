import type { Command } from 'commander';
import { listBoards, listDevices, type AttachedDevice } from '../../boards/index.js';
import { runAction } from '../cli/run-action.js';
import { createTable } from '../cli/table.js';

interface DevicesOptions {
  readonly boardsDir?: string;
}

export function registerDevices(program: Command): void {
  program
    .command('devices')
    .description('List what is attached, the boards that it may be, and what to type next.')
    .option('--boards-dir <folder>', 'use the cores, chips and boards of this folder')
    .addHelpText('after', '\nExample:\n  $ npx softbit devices --json')
    .action(
      runAction<DevicesOptions>(async ({ boardsDir }, { console }) => {
        const devices = await listDevices(listBoards(boardsDir));
        console.result({ devices }, devicesText(devices));
      }),
    );
}

function devicesText(devices: readonly AttachedDevice[]): string {
  if (devices.length === 0) {
    return 'Nothing is attached that has a serial port on USB or a UF2 volume. Emulated boards need nothing: "softbit test --boards emulated".';
  }
  const table = createTable(['port or volume', 'usb', 'serial', 'name', 'boards']);
  for (const { port, volume, usb, serial, name, boards } of devices) {
    table.push([port ?? volume, usb ?? '–', serial ?? '–', name ?? '–', boards.join(', ') || '–']);
  }
  const next = devices.map((device) => `  ${device.next}`);
  return [table.toString(), 'Next:', ...next].join('\n');
}
