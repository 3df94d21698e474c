import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { Command } from 'commander';
import { lineChartDocument } from '../../codegen/index.js';
import {
  alphaCharts,
  applyTrainedWeights,
  buildNetwork,
  loadDataset,
  measureSensitivity,
  readHistory,
  readTrainedWeights,
  selectBackend,
} from '../../trainer/index.js';
import { bitCount } from '../cli/parse.js';
import { runAction, type CommandContext } from '../cli/run-action.js';
import { outcomeFile } from '../flows/train.js';
import { renderAlphaPage } from './render-alpha-page.js';

interface AlphaRequest {
  readonly run: string;
  readonly from: string;
  readonly dataset: string;
  readonly data?: string;
  readonly bits: number;
  readonly document: string;
}

/** Validation images by which layers are told apart. */
const IMAGES = 1000;

await new Command('alpha-page')
  .description('Say what α did in a training by DSQ, beside what the paper reports.')
  .requiredOption('--run <folder>', 'a finished training by dsq')
  .requiredOption('--from <folder>', 'the float training that it began with')
  .option('--dataset <name>', 'data set', 'cifar10')
  .option('--data <folder>', 'where the data set’s files are')
  .option('--bits <n>', 'that layers’ sensitivity is measured with', bitCount, 2)
  .option('--document <file>', 'the page; its plot goes beside it', 'docs/alpha.md')
  .option('--quiet', 'print no progress')
  .action(runAction<AlphaRequest>(writeAlphaPage))
  .parseAsync(process.argv);

async function writeAlphaPage(
  request: AlphaRequest,
  { console, signal }: CommandContext,
): Promise<void> {
  const { run, from, dataset: name, data, bits, document } = request;
  const dataset = await loadDataset(name, { folder: data, seed: 1 });
  console.progress((await selectBackend()).line);
  const weights = readTrainedWeights(from, 'float');
  const { shape: inputShape, classes } = dataset;
  const model = buildNetwork(weights.network, { inputShape, classes: classes.length });
  applyTrainedWeights(model, weights);
  const sensitivity = await measureSensitivity({
    model,
    spec: { weights: { bits }, activations: { bits } },
    split: dataset.validation,
    images: IMAGES,
    signal,
    onProgress: (done, total) => console.progress(`${done} of ${total} quantizers`),
  });
  const history = readHistory(run).filter(({ phase }) => phase === 'quantized');
  const plot = `${path.basename(document, '.md')}.svg`;
  const { command } = JSON.parse(await readFile(path.join(run, outcomeFile), 'utf8')) as {
    command: string;
  };
  const page = { network: weights.network, dataset: name, command, plot, history, sensitivity };
  await writeFile(document, renderAlphaPage(page));
  await writeFile(path.join(path.dirname(document), plot), lineChartDocument(alphaCharts(history)));
  console.progress(`${document} and its plot are written.`);
}
