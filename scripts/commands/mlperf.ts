import { Option, type Command } from 'commander';
import { runnerModes } from '../../boards/index.js';
import { mlperfBenchmarkIds } from '../../codegen/index.js';
import { datasetFormats } from '../../trainer/index.js';
import { mlperfText } from '../cli/mlperf-text.js';
import { wholeNumber } from '../cli/parse.js';
import { runAction } from '../cli/run-action.js';
import { mlperf, type MlperfRequest } from '../flows/mlperf.js';

const CHECK_FAILED = 1;

export function registerMlperf(program: Command): void {
  program
    .command('mlperf')
    .description('Run MLPerf Tiny’s official runner on a board and compare it with the reference.')
    .requiredOption('--model <file>', 'a .softbit.json model file')
    .requiredOption('--board <id>', 'see "softbit boards list"')
    .requiredOption(
      '--dataset <name>',
      `data set: ${datasetFormats.map(({ name }) => name).join(', ')}`,
    )
    .option('--data <folder>', 'where the data set’s files are')
    .option('--seed <n>', 'of a generated data set', wholeNumber(0, 2 ** 31), 1)
    .option(
      '--samples <n>',
      'how many test samples, the first ones of every class in turn',
      wholeNumber(5, 100_000),
      200,
    )
    .addOption(
      new Option(
        '--benchmark <id>',
        'benchmark to answer for; default: that of the model’s data set',
      ).choices(mlperfBenchmarkIds),
    )
    .addOption(new Option('--mode <mode>', 'what to run').choices(runnerModes).default('accuracy'))
    .option('--inferences <n>', 'of each window of a performance run', wholeNumber(1, 1_000_000))
    .option('--runner <folder>', 'benchmark/runner of a copy of MLPerf Tiny; else wait for it')
    .option('--python <program>', 'that has what the runner needs', 'python3')
    .option('--port <path>', 'serial port of an attached board that runs this firmware')
    .option('--boards-dir <folder>', 'use the cores, chips and boards of this folder')
    .option('--core <id>', 'make code for another core, one whose code the board executes')
    .option('--out <folder>', 'where everything is written; default: beside the model')
    .addHelpText(
      'after',
      `
Exit code 1 when the runner's accuracy or a single result differs from the integer reference's.
Without --runner the device waits, and the command that runs the runner on it is printed.

Example:
  $ npx softbit mlperf --model runs/cifar/resnet8.softbit.json --board mps2-an386 \\
      --dataset cifar10 --data data/cifar10 --runner tiny/benchmark/runner`,
    )
    .action(
      runAction<MlperfRequest>(async (request, context) => {
        const report = await mlperf(request, context);
        context.console.result(report, mlperfText(report));
        return report.comparison?.passed === false ? CHECK_FAILED : 0;
      }),
    );
}
