import { writeFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import {
  contactSheet,
  datasetFormats,
  describeDataset,
  loadDataset,
  partNames,
  type Dataset,
  type PartName,
} from '../../trainer/index.js';
import { asciiImage } from '../cli/ascii-image.js';
import { descriptionText, formatsText } from '../cli/data-text.js';
import { pictureSize, wholeNumber } from '../cli/parse.js';
import { runAction } from '../cli/run-action.js';
import { unknownClass } from '../flows/errors.js';

const CHECK_FAILED = 1;

interface DataOptions {
  readonly data?: string;
  readonly size?: readonly [height: number, width: number];
  readonly seed?: number;
}

interface ShowOptions extends DataOptions {
  readonly part: PartName;
  readonly class?: string;
  readonly samples: number;
  readonly out?: string;
}

export function registerData(program: Command): void {
  const data = program
    .command('data')
    .description('What data sets there are, and what is in them.');
  data
    .command('list')
    .description('List the formats and the files that each reads.')
    .addHelpText('after', '\nExample:\n  $ npx softbit data list')
    .action(
      runAction((_, { console }) => {
        const listed = datasetFormats.map(({ name, description, needsFolder, layout }) => {
          return { name, description, needsFolder, layout };
        });
        console.result(listed, formatsText(datasetFormats));
        return Promise.resolve();
      }),
    );
  withDataset(data.command('check'))
    .description('Load a data set, count its classes, look for samples both learnt and tested.')
    .addHelpText('after', '\nExample:\n  $ npx softbit data check cifar10 --data data/cifar10')
    .action(
      runAction<DataOptions>(async (options, { console }, name = '') => {
        const description = describeDataset(await load(name, options));
        console.result(description, descriptionText(description));
        return description.problems.length === 0 ? 0 : CHECK_FAILED;
      }),
    );
  withDataset(data.command('show'))
    .description('Show samples as text, or as a PNG with --out.')
    .addOption(new Option('--part <name>', 'which part').choices(partNames).default('train'))
    .option('--class <name>', 'samples of this class alone')
    .option('--samples <n>', 'how many', wholeNumber(1, 10_000), 4)
    .option('--out <file>', 'write a picture of them all')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx softbit data show cifar10 --data data/cifar10 --samples 100 --out sheet.png',
    )
    .action(
      runAction<ShowOptions>(async (options, { console }, name = '') => {
        const dataset = await load(name, options);
        const samples = chooseSamples(dataset, options);
        const { out = null, part } = options;
        if (out !== null) await writeSheet(out, dataset, part, samples);
        const text = out === null ? samplesText(dataset, part, samples) : `Wrote ${out}.`;
        console.result({ part, samples, out }, text);
      }),
    );
}

function withDataset(command: Command): Command {
  return command
    .argument('<dataset>', `format: ${datasetFormats.map(({ name }) => name).join(', ')}`)
    .option('--data <folder>', 'where its files are')
    .option('--size <size>', 'resize the pictures of a folder to HEIGHTxWIDTH', pictureSize)
    .option('--seed <n>', 'decides what is generated or divided', wholeNumber(0, 2 ** 31), 1);
}

function load(name: string, { data, ...options }: DataOptions): Promise<Dataset> {
  return loadDataset(name, { ...options, folder: data });
}

interface Sample {
  readonly index: number;
  readonly class: string;
}

function chooseSamples(dataset: Dataset, { part, class: wanted, samples }: ShowOptions): Sample[] {
  const { classes } = dataset;
  if (wanted !== undefined && !classes.includes(wanted)) throw unknownClass(wanted, classes);
  return Array.from(dataset[part].labels, (label, index) => ({ index, class: classes[label] }))
    .filter((sample) => wanted === undefined || sample.class === wanted)
    .slice(0, samples);
}

function samplesText(
  { shape, ...parts }: Dataset,
  part: PartName,
  samples: readonly Sample[],
): string {
  const { images, count } = parts[part];
  const size = images.length / count;
  return samples
    .map(({ index, class: name }) => {
      const image = images.subarray(index * size, (index + 1) * size);
      return `${part} ${index}: ${name}\n${asciiImage(image, shape)}`;
    })
    .join('\n');
}

async function writeSheet(
  out: string,
  { shape, ...parts }: Dataset,
  part: PartName,
  samples: readonly Sample[],
): Promise<void> {
  const indices = samples.map(({ index }) => index);
  await writeFile(out, contactSheet({ split: parts[part], shape, indices }));
}
