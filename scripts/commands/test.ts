import type { Command } from 'commander';
import { boardGroups, matrixPassed, matrixReport, reporters } from '../../boards/index.js';
import { datasetFormats } from '../../trainer/index.js';
import { wholeNumber } from '../cli/parse.js';
import { addReporter } from '../cli/reporter-choice.js';
import { runAction } from '../cli/run-action.js';
import { reportText, testMatrix, type TestRequest } from '../flows/test.js';

const CHECK_FAILED = 1;

export function registerTest(program: Command): void {
  program
    .command('test')
    .description('Run models on boards, compare every output with the integer reference, report.')
    .option(
      '--boards <list>',
      `ids with commas between them, or ${boardGroups.join(', ')}; default: emulated, or the lab’s`,
    )
    .option('--lab <file>', 'attached boards: a YAML file with the keys of twister’s hardware map')
    .option('--boards-dir <folder>', 'use the cores, chips and boards of this folder')
    .option('--models <globs...>', 'model files; default: the models that come with Softbit')
    .option('--samples <n>', 'how many test samples of each model', wholeNumber(1, 1_000_000), 20)
    .option(
      '--dataset <name>',
      `one data set for all models: ${datasetFormats.map(({ name }) => name).join(', ')}; default: each model’s own`,
    )
    .option('--data <folder>', 'the data set’s files; without --dataset a folder of data sets')
    .option('--seed <n>', 'of generated samples', wholeNumber(0, 2 ** 31), 1)
    .option(
      '--reporter <name>',
      `${reporters.map(({ name }) => name).join(', ')}; with =FILE to write a file; may be repeated`,
      addReporter,
    )
    .option('--thresholds <file>', 'fail where a figure is beyond the limits of this file')
    .option('--update-thresholds <file>', 'write the figures as the limits from now on')
    .option('--jobs <n>', 'how many emulators share the samples', wholeNumber(1, 64), 1)
    .option('--project <folder>', 'where to generate and build; default: a temporary folder')
    .addHelpText(
      'after',
      `
Board group "emulated" is every board that needs no hardware, "all" every board. What cannot run, for
want of a tool or of memory, is skipped with the reason. Inputs of models whose data set is not at
hand are pseudo-random: bits are compared as always, but there is no accuracy.

Exit code 1 when anything failed, or when nothing passed.

Examples:
  $ npx softbit test --boards emulated
  $ npx softbit test --boards mps2-an386,host --models 'runs/**/*.softbit.json' --data data
  $ npx softbit test --lab lab.yaml --models 'runs/**/*.softbit.json' --data data
  $ npx softbit test --reporter github --reporter junit=softbit.xml --thresholds thresholds.json`,
    )
    .action(
      runAction<TestOptions>(async ({ reporter = addReporter('pretty'), ...options }, context) => {
        const results = await testMatrix({ ...options, reporter }, context);
        const report = matrixReport(results);
        context.console.result(report, reportText(reporter, results));
        return matrixPassed(report) ? 0 : CHECK_FAILED;
      }),
    );
}

type TestOptions = Omit<TestRequest, 'reporter'> & Partial<Pick<TestRequest, 'reporter'>>;
