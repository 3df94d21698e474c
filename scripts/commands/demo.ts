import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { renderReport, type ValidationReport } from '../../boards/index.js';
import { loadModel } from '../../codegen/index.js';
import { demoEpochs, readHistory } from '../../trainer/index.js';
import { wholeNumber } from '../cli/parse.js';
import { commandLine } from '../cli/command-line.js';
import { runAction } from '../cli/run-action.js';
import { validateText } from '../cli/validate-text.js';
import { train } from '../flows/train.js';
import { validate } from '../flows/validate.js';

interface DemoOptions {
  readonly out: string;
  readonly board: string;
  readonly floatEpochs: number;
  readonly epochs: number;
  readonly samples: number;
  readonly seed: number;
  readonly resume?: boolean;
}

const CHECK_FAILED = 1;

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'The whole way on built-in data: train, generate, build, emulate, validate, report.',
    )
    .option('--out <folder>', 'where everything goes', 'runs/demo')
    .option('--board <id>', 'see "softbit boards list"', 'mps2-an386')
    .option('--float-epochs <n>', 'epochs in float', wholeNumber(1, 1000), demoEpochs.floatEpochs)
    .option('--epochs <n>', 'epochs quantized', wholeNumber(1, 1000), demoEpochs.epochs)
    .option('--samples <n>', 'test samples to run on the board', wholeNumber(1, 2000), 500)
    .option('--seed <n>', 'decides everything random', wholeNumber(0, 2 ** 31), 1)
    .option('--resume', 'go on with an interrupted demo')
    .addHelpText('after', '\nExample:\n  $ npx softbit demo --samples 1000')
    .action(
      runAction<DemoOptions>(async (options, context) => {
        const { out, board, samples, seed } = options;
        const trained = await train(
          {
            model: 'lenet5',
            dataset: 'digits',
            weights: 2,
            activations: 2,
            method: 'dsq',
            restart: true,
            ...options,
            command: commandLine(process.argv),
          },
          context,
        );
        const model = trained.model!;
        const request = { model, board, dataset: 'digits', seed, samples };
        const validation = await validate(request, context);
        const report = await writeReport(out, model, validation);
        context.console.result(
          { trained, validation, report },
          `${validateText(validation)}\nReport: ${report}`,
        );
        return validation.bitExact.equal === validation.bitExact.total ? 0 : CHECK_FAILED;
      }),
    );
}

async function writeReport(
  out: string,
  modelFile: string,
  validation: ValidationReport,
): Promise<string> {
  const file = path.join(out, 'report.html');
  const model = await loadModel(modelFile);
  await writeFile(file, renderReport({ model, validation, training: readHistory(out) }));
  return file;
}
