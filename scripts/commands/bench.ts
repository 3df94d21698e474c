import { Option, type Command } from 'commander';
import { benchNetworkNames, optimizations } from '../../codegen/index.js';
import { byteBudget } from '../cli/budget.js';
import { layerSyntax, parseLayer } from '../cli/layer-spec.js';
import { MOST_THREADS, wholeNumber } from '../cli/parse.js';
import { profileText } from '../cli/profile-text.js';
import { runAction } from '../cli/run-action.js';
import { bench, type BenchRequest } from '../flows/bench.js';

const CHECK_FAILED = 1;

export function registerBench(program: Command): void {
  program
    .command('bench')
    .description('Count instructions and model cycles of a network with random weights.')
    .addOption(new Option('--network <name>', 'which network').choices(benchNetworkNames))
    .option('--layer <layer>', 'a single layer in place of a network', parseLayer)
    .option('--weights <bits>', 'of weights, but in the first and last layer', wholeNumber(1, 8), 2)
    .option('--activations <bits>', 'of inner activations', wholeNumber(1, 8), 2)
    .requiredOption('--board <id>', 'an emulated board; see "softbit boards list"')
    .option('--core <core>', 'make code for another core that the board’s own executes')
    .option('--boards-dir <folder>', 'use the cores, chips and boards of this folder')
    .option('--prefer <kernel>', 'take this kernel, as in conv2d_portable, wherever it can be')
    .addOption(new Option('--optimize <goal>', 'what counts first').choices(optimizations))
    .option('--budget <bytes>', 'limits, as in flash=65536,ram=20480', byteBudget)
    .option('--threads <n>', 'of a Linux program', wholeNumber(1, MOST_THREADS), 1)
    .option(
      '--hottest <n>',
      'list the instructions that took most, and a histogram',
      wholeNumber(0, 10_000),
      0,
    )
    .option('--seed <n>', 'of weights and input', wholeNumber(0, 2 ** 31), 1)
    .option('--project <folder>', 'keep the generated project there')
    .addHelpText(
      'after',
      `
A layer is ${layerSyntax};
OP is conv2d, depthwise, dense, maxpool or avgpool; w, a and o are bits of weights, input and
output, "oint" a 32-bit output.

Exit code 1 when the output differs from the integer reference.

Examples:
  $ npx softbit bench --network resnet8 --weights 2 --activations 2 --board mps2-an386
  $ npx softbit bench --layer conv2d:32x32x16-16,k3,s1 --board mps2-an386 --hottest 20
  $ npx softbit bench --layer dense:1x1x64-10,a8,oint --board mps2-an385 --core cortex-m0plus --json`,
    )
    .action(
      runAction<BenchRequest>(async (request, context) => {
        const report = await bench(request, context);
        context.console.result(report, profileText(report));
        return report.bitExact ? 0 : CHECK_FAILED;
      }),
    );
}
