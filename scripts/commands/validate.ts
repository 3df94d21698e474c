import type { Command } from 'commander';
import { datasetFormats } from '../../trainer/index.js';
import { MOST_THREADS, pictureSize, wholeNumber } from '../cli/parse.js';
import { runAction } from '../cli/run-action.js';
import { validateText } from '../cli/validate-text.js';
import { validate, type ValidateRequest } from '../flows/validate.js';

const CHECK_FAILED = 1;

export function registerValidate(program: Command): void {
  program
    .command('validate')
    .description('Run test samples on a board and compare every output with the integer reference.')
    .requiredOption('--model <file>', 'a .softbit.json model file')
    .requiredOption('--board <id>', 'see "softbit boards list"')
    .option('--boards-dir <folder>', 'use the cores, chips and boards of this folder')
    .option('--core <id>', 'make code for another core, one whose code the board executes')
    .option('--port <path>', 'serial port of an attached board')
    .option('--host <host>', 'Linux board in the network, as ssh takes it; or "local"')
    .option('--ssh-config <file>', 'configuration file for ssh')
    .option('--flash [method]', 'put the firmware onto the attached board first')
    .option('--probe <serial>', 'serial number of the debug probe, where there are several')
    .option(
      '--baud <n>',
      'speed of the line and of the firmware’s UART',
      wholeNumber(300, 4_000_000),
    )
    .option(
      '--timeout <seconds>',
      'give the device up when it brings nothing forward for so long; default: from its speed',
      wholeNumber(1, 100_000),
    )
    .option('--threads <n>', 'of a Linux program', wholeNumber(1, MOST_THREADS), 1)
    .option(
      '--dataset <name>',
      `data set: ${datasetFormats.map(({ name }) => name).join(', ')}`,
      'digits',
    )
    .option('--data <folder>', 'where the data set’s files are')
    .option('--size <size>', 'resize the pictures of a folder to HEIGHTxWIDTH', pictureSize)
    .option('--seed <n>', 'of a generated data set', wholeNumber(0, 2 ** 31), 1)
    .option(
      '--samples <n>',
      'how many test samples; default: 100 on a board, all of them on this machine',
      wholeNumber(1, 1_000_000),
    )
    .option('--jobs <n>', 'how many emulators share the samples', wholeNumber(1, 64), 1)
    .option('--project <folder>', 'where to generate and build; default: beside the model')
    .addHelpText(
      'after',
      `
Exit code 1 when a single output differs from the reference.

Examples:
  $ npx softbit validate --model runs/demo/lenet5.softbit.json --board mps2-an386
  $ npx softbit validate --model runs/mnist/lenet5.softbit.json --board mps2-an386 \\
      --dataset mnist --data data/mnist --samples 1000 --json
  $ npx softbit validate --model runs/demo/lenet5.softbit.json --board nucleo-f446re \\
      --port /dev/ttyACM0 --flash
  $ npx softbit validate --model runs/demo/lenet5.softbit.json --board raspberry-pi-4 \\
      --host pi@raspberrypi.local`,
    )
    .action(
      runAction<ValidateRequest>(async (request, context) => {
        const report = await validate(request, context);
        context.console.result(report, validateText(report));
        return report.bitExact.equal === report.bitExact.total ? 0 : CHECK_FAILED;
      }),
    );
}
