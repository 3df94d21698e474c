import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { Command } from 'commander';
import {
  developmentFold,
  findNetwork,
  loadDataset,
  methodNames,
  progressReporter,
  recipeStyleNames,
  selectBackend,
  type Dataset,
} from '../../trainer/index.js';
import { bitCount, listOf, wholeNumber } from '../cli/parse.js';
import { runAction, type CommandContext } from '../cli/run-action.js';
import { percent } from '../cli/percent.js';
import {
  ablationGrid,
  ablationMethods,
  ablationRecipes,
  cellName,
  type AblationAxes,
} from './ablation-grid.js';
import type { AblationSettings } from './ablation-results.js';
import { renderAblation } from './render-ablation.js';
import { runAblation } from './run-ablation.js';
import { summarizeAblation } from './summarize-ablation.js';

interface AblationRequest extends AblationAxes, Omit<AblationSettings, 'images'> {
  readonly data?: string;
  readonly testImages: number;
  readonly validationImages: number;
  readonly out: string;
  readonly document?: string;
}

const count = wholeNumber(1, 1_000_000);

await new Command('ablation')
  .description('Train a network with every quantizer and every recipe, and compare them.')
  .option('--model <network>', 'network', 'resnet8')
  .option('--dataset <name>', 'data set', 'cifar10')
  .option('--data <folder>', 'where the data set’s files are')
  .option('--test-images <n>', 'the last training images, to be tested on', count, 10_000)
  .option('--validation-images <n>', 'those before, to choose epochs', count, 2000)
  .option('--weights <bits>', 'bits of weights', bitCount, 2)
  .option('--activations <bits>', 'bits of activations', bitCount, 2)
  .option('--float-epochs <n>', 'epochs of the float network', count, 20)
  .option('--epochs <n>', 'epochs of each training', count, 10)
  .option('--methods <names>', 'quantizers', listOf(methodNames), ablationMethods)
  .option('--recipes <names>', 'recipes', listOf(recipeStyleNames), ablationRecipes)
  .option('--seeds <numbers>', 'seeds', (text) => text.split(',').map(count), [1, 2, 3])
  .requiredOption('--out <folder>', 'results and trainings; the same command goes on there')
  .option('--document <file>', 'write the table as a page of Markdown, too')
  .option('--json', 'print the figures as JSON')
  .option('--quiet', 'print no progress')
  .action(runAction<AblationRequest>(ablation))
  .parseAsync(process.argv);

async function ablation(
  request: AblationRequest,
  { console, signal }: CommandContext,
): Promise<void> {
  findNetwork(request.model);
  const dataset = await loadFold(request);
  console.progress((await selectBackend()).line);
  const rows = await runAblation({
    settings: settingsOf(request, dataset),
    cells: ablationGrid(request),
    dataset,
    folder: request.out,
    command: ['npm run ablation --', ...process.argv.slice(2)].join(' '),
    signal,
    onProgress: progressReporter(console.progressStream),
    onRow: (row, left) => {
      console.progress(`${cellName(row)}: ${percent(row.accuracy)}, ${left} trainings left`);
    },
  });
  const page = renderAblation(rows);
  if (request.document !== undefined) await writeFile(request.document, page);
  console.result({ figures: summarizeAblation(rows), rows }, page);
}

async function loadFold(request: AblationRequest): Promise<Dataset> {
  const { dataset, data, testImages: test, validationImages: validation } = request;
  return developmentFold(await loadDataset(dataset, { folder: data }), { test, validation });
}

function settingsOf(request: AblationRequest, dataset: Dataset): AblationSettings {
  const { model, weights, activations, floatEpochs, epochs } = request;
  const { train, validation, test } = dataset;
  const images = [train.count, validation.count, test.count] as const;
  return { model, dataset: request.dataset, weights, activations, floatEpochs, epochs, images };
}
