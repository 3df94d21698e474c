import { Option, type Command } from 'commander';
import {
  datasetFormats,
  methodNames,
  networkNames,
  recipeStyleNames,
} from '../../trainer/index.js';
import { commandLine } from '../cli/command-line.js';
import { bitCount, pictureSize, wholeNumber } from '../cli/parse.js';
import { runAction } from '../cli/run-action.js';
import { train, type TrainRequest } from '../flows/train.js';
import { trainText } from '../cli/train-text.js';

/** More would each have too few images of a batch to normalize by. */
const MOST_WORKERS = 64;

/** Options that change nothing in the result, whose record leaves them out. */
const startOptions = ['--resume', '--restart'];

const examples = `
Examples:
  $ npx softbit train --dataset digits --model lenet5 --weights 2 --activations 2 --out runs/digits
  $ npx softbit train --dataset mnist --data data/mnist --model lenet5 --out runs/mnist --resume
  $ npx softbit train --dataset cifar10 --data data/cifar10 --model resnet8 --float-only --out runs/float
  $ npx softbit train --dataset cifar10 --data data/cifar10 --model resnet8 --from runs/float --teacher runs/float --weights 4 --activations 4 --out runs/w4a4`;

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
    .option('--weights <bits>', 'bits of the inner layers’ weights, 32: float', bitCount, 2)
    .option('--activations <bits>', 'the same of their activations', bitCount, 2)
    .option('--residual <bits>', 'bits of residual sums; default: as activations', bitCount)
    .addOption(
      new Option('--method <name>', 'gradient of the quantizers')
        .choices(methodNames)
        .default('dsq'),
    )
    .option(
      '--layer-bits <bits>',
      'bits of single layers, as in conv1=4,relu1=3, or the file of a search',
    )
    .option('--float-epochs <n>', 'epochs of float pre-training', wholeNumber(1, 10_000))
    .option('--epochs <n>', 'epochs of quantized fine-tuning', wholeNumber(1, 10_000))
    .option(
      '--from <run>',
      'begin with the weights of another training, in place of float pre-training',
    )
    .option('--teacher <run>', 'learn from the float network of another training, too')
    .option('--float-only', 'train the float network alone')
    .option('--per-tensor', 'one range for a kernel, not one for each output channel')
    .addOption(
      new Option('--recipe <style>', 'aids that the training has')
        .choices(recipeStyleNames)
        .default('tuned'),
    )
    .option('--set <field=value...>', 'change the recipe, as in quantized.learningRate=0.001')
    .option('--seed <n>', 'decides everything random', wholeNumber(0, 2 ** 31), 1)
    .option(
      '--workers <n>',
      'processes that share each batch; default: 1 on native, one for each core on WASM',
      wholeNumber(1, MOST_WORKERS),
    )
    .option('--resume', 'go on from the checkpoint in --out, to the very same weights')
    .option('--restart', 'begin anew where an earlier training would be overwritten')
    .requiredOption('--out <folder>', 'where model, history and checkpoint go')
    .addHelpText('after', examples)
    .action(
      runAction<TrainOptions>(async (options, context) => {
        const command = commandLine(process.argv.filter((word) => !startOptions.includes(word)));
        const request = { ...options, command };
        const result = await train(request, context);
        context.console.result(result, trainText(result));
      }),
    );
}
