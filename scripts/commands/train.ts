import { Option, type Command } from 'commander';
import { datasetFormats, methodNames, networkNames } from '../../trainer/index.js';
import { commandLine } from '../cli/command-line.js';
import { pictureSize, wholeNumber } from '../cli/parse.js';
import { runAction } from '../cli/run-action.js';
import { train, type TrainRequest } from '../flows/train.js';
import { trainText } from '../cli/train-text.js';

type TrainOptions = Omit<TrainRequest, 'command'>;

export function registerTrain(program: Command): void {
  program
    .command('train')
    .description('Train a quantized network and write its integer model file.')
    .requiredOption('--model <network>', `network: ${networkNames.join(', ')}`)
    .requiredOption(
      '--dataset <name>',
      `data set: ${datasetFormats.map(({ name }) => name).join(', ')}`,
    )
    .option('--data <folder>', 'where the data set’s files are')
    .option('--size <size>', 'resize the pictures of a folder to HEIGHTxWIDTH', pictureSize)
    .option('--weights <bits>', 'bits of the inner layers’ weights', wholeNumber(1, 8), 2)
    .option('--activations <bits>', 'bits of the inner layers’ activations', wholeNumber(1, 8), 2)
    .addOption(
      new Option('--method <name>', 'gradient of the quantizers')
        .choices(methodNames)
        .default('dsq'),
    )
    .option('--float-epochs <n>', 'epochs of float pre-training', wholeNumber(1, 10_000))
    .option('--epochs <n>', 'epochs of quantized fine-tuning', wholeNumber(1, 10_000))
    .option('--seed <n>', 'decides everything random', wholeNumber(0, 2 ** 31), 1)
    .option('--resume', 'go on from the checkpoint in --out, to the very same weights')
    .requiredOption('--out <folder>', 'where model, history and checkpoint go')
    .addHelpText(
      'after',
      `
Examples:
  $ npx softbit train --dataset digits --model lenet5 --weights 2 --activations 2 --out runs/digits
  $ npx softbit train --dataset mnist --data data/mnist --model lenet5 --out runs/mnist --resume`,
    )
    .action(
      runAction<TrainOptions>(async (options, context) => {
        const request = { ...options, command: commandLine(process.argv) };
        const result = await train(request, context);
        context.console.result(result, trainText(result));
      }),
    );
}
