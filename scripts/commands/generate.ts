import { Option, type Command } from 'commander';
import { loadBoard, targetOf } from '../../boards/index.js';
import {
  flashBudgetExceeded,
  frontEndNames,
  generateProject,
  loadModel,
  mlperfBenchmarkIds,
  optimizations,
  writeProject,
  type Optimization,
} from '../../codegen/index.js';
import { byteBudget, type ByteBudget } from '../cli/budget.js';
import { MOST_THREADS, wholeNumber } from '../cli/parse.js';
import { runAction } from '../cli/run-action.js';
import { defaultProject } from '../flows/validate.js';

interface GenerateOptions {
  readonly model: string;
  readonly board: string;
  readonly boardsDir?: string;
  readonly core?: string;
  readonly out?: string;
  readonly optimize?: Optimization;
  readonly budget?: ByteBudget;
  readonly threads: number;
  /** `false` by `--no-mlperf`. */
  readonly mlperf?: string | false;
  readonly frontEnd?: string;
  readonly dryRun?: boolean;
}

export function registerGenerate(program: Command): void {
  program
    .command('generate')
    .description('Generate a self-contained C project from a model file.')
    .requiredOption('--model <file>', 'a .softbit.json model file')
    .requiredOption('--board <id>', 'see "softbit boards list"')
    .option('--boards-dir <folder>', 'use the cores, chips and boards of this folder')
    .option('--core <id>', 'make code for another core, one whose code the board executes')
    .option('--out <folder>', 'the project’s folder; default: beside the model')
    .addOption(new Option('--optimize <goal>', 'what counts first').choices(optimizations))
    .option('--threads <n>', 'of a Linux program', wholeNumber(1, MOST_THREADS), 1)
    .option('--budget <bytes>', 'limits, as in flash=65536,ram=20480', byteBudget)
    .addOption(
      new Option(
        '--mlperf <benchmark>',
        'benchmark of MLPerf Tiny that the firmware answers for',
      ).choices(mlperfBenchmarkIds),
    )
    .option('--no-mlperf', 'leave out MLPerf Tiny’s commands, which take some 4 KB of flash')
    .addOption(
      new Option(
        '--front-end <name>',
        'code that makes the model’s input of raw data, beside the model',
      ).choices(frontEndNames),
    )
    .option('--dry-run', 'check everything and list the files, but write nothing')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx softbit generate --model runs/demo/lenet5.softbit.json --board mps2-an386 --out firmware',
    )
    .action(
      runAction<GenerateOptions>(async (options, { console }) => {
        const board = loadBoard(options.board, options.boardsDir, options.core);
        const model = await loadModel(options.model);
        const { mlperf, frontEnd, threads } = options;
        const policy = { optimize: options.optimize, arenaBytes: options.budget?.ram };
        const project = generateProject({
          model,
          target: targetOf(board),
          policy,
          mlperf,
          frontEnd,
          threads,
        });
        checkConstants(project.generated.memory, options.budget?.flash);
        const folder = options.out ?? defaultProject(options.model, board.id);
        if (!options.dryRun) await writeProject(project, folder);
        const files = project.files.map(({ path }) => path);
        const { memory, passes, kernels } = project.generated;
        const value = { folder, files, memory, budget: project.budget ?? null, passes, kernels };
        console.result(value, generateText(folder, files, memory, options.dryRun === true));
      }),
    );
}

/** Code comes on top, so a budget that constants alone exceed needs no build to fail. */
function checkConstants({ weightsBytes, requantizationBytes }: Memory, limit = Infinity): void {
  const needed = weightsBytes + requantizationBytes;
  if (needed > limit) throw flashBudgetExceeded({ limit, needed });
}

interface Memory {
  readonly weightsBytes: number;
  readonly requantizationBytes: number;
  readonly arenaBytes: number;
}

function generateText(
  folder: string,
  files: readonly string[],
  { weightsBytes, requantizationBytes, arenaBytes }: Memory,
  dryRun: boolean,
): string {
  return [
    ...files.map((file) => `  ${file}`),
    `${dryRun ? 'Would write' : 'Wrote'} ${files.length} files into ${folder}: weights ${weightsBytes} B and requantization ${requantizationBytes} B of flash, arena ${arenaBytes} B of RAM.`,
    `Next: npx softbit build --project ${folder}`,
  ].join('\n');
}
