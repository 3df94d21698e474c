import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadBoard, profileModel } from '../../boards/index.js';
import { loadModel, weightsPath, type Model } from '../../codegen/index.js';
import type { CommandContext } from '../cli/run-action.js';
import { inFolder } from '../flows/in-folder.js';
import { randomInputBytes } from '../flows/profile.js';
import { validate } from '../flows/validate.js';
import { addFloatToZoo } from './add-float-to-zoo.js';
import type { Card, CardCost } from './card.js';
import type { FloatCard } from './float-card.js';
import { cardFile, zooFolder } from './cards.js';
import { runIncomplete } from './errors.js';
import { writeZooPage } from './write-zoo-page.js';
import { readTrainingRecord, trainingOf, type TrainingRecord } from './training-record.js';

export interface AddToZooRequest {
  /** Folder of a finished training. */
  readonly run: string;
  /** Folder of the float training that it began with, where that was one of its own. */
  readonly float?: string | undefined;
  /** Folders of quantized trainings between the two, in their order. */
  readonly between?: readonly string[] | undefined;
  /** The data set's folder. */
  readonly data?: string | undefined;
  /** Where models and cards go; default: the zoo. */
  readonly zoo?: string | undefined;
}

/** A Cortex-M4 and a Cortex-A53. */
const costBoards = ['mps2-an386', 'raspberry-pi-3'];

/**
 * Copies a trained model into the zoo and writes its card. The integer model's accuracy is measured
 * anew, by the program of this machine over the whole test set. What a float training has come to is
 * kept as a network to start from.
 *
 * @throws SB_ZOO_RUN, and what validating and profiling throw
 */
export async function addToZoo(
  request: AddToZooRequest,
  context: CommandContext,
): Promise<Card | FloatCard> {
  const { run, zoo = zooFolder } = request;
  const record = readTrainingRecord(run);
  const isFloat = record.accuracy.quantized === null;
  return isFloat ? addFloatToZoo(run, record, zoo) : addModel(request, record, context);
}

async function addModel(
  request: AddToZooRequest,
  record: TrainingRecord,
  context: CommandContext,
): Promise<Card> {
  const { run, data, zoo = zooFolder } = request;
  const { model: file } = record;
  const { quantized } = record.accuracy;
  if (file === undefined || quantized === null) throw runIncomplete(run, 'no integer model is there');
  const model = await loadModel(file);
  const { dataset = 'digits', method = 'dsq', seed = 1 } = model.provenance ?? {};
  const bits = innerBits(model);
  const name = `${model.name}-${dataset}-w${bits.weights}a${bits.activations}`;
  const report = await inFolder(undefined, (project) =>
    validate({ model: file, board: 'host', dataset, data, seed, project }, context),
  );
  const card: Card = {
    name,
    network: model.name,
    dataset,
    bits,
    method,
    seed,
    training: trainingsOf(record, request),
    testImages: report.samples,
    accuracy: {
      float: record.accuracy.float,
      fakeQuantized: { test: quantized.test, testClassMean: quantized.testClassMean },
      integer: { test: report.accuracy, testClassMean: report.classMeanAccuracy },
    },
    weightBytes: (await stat(weightsPath(file))).size,
    cost: await costsOf(model, context),
  };
  await writeModelAndCard(file, card, zoo);
  return card;
}

function trainingsOf(
  record: TrainingRecord,
  { float, between = [] }: AddToZooRequest,
): Card['training'] {
  return {
    float: float === undefined ? null : trainingOf(readTrainingRecord(float), 'float'),
    between: between.map((folder) => trainingOf(readTrainingRecord(folder))),
    quantized: trainingOf(record),
  };
}

/** The fewest bits are those of the inner layers. */
function innerBits({ nodes, tensors }: Model): Card['bits'] {
  const weights = nodes.flatMap((node) => ('weights' in node ? [node.weights.bits] : []));
  const activations = tensors.flatMap((tensor) => (tensor.type === 'codes' ? [tensor.bits] : []));
  return {
    weights: Math.min(...weights),
    activations: Math.min(...activations),
    residual: residualBits({ nodes, tensors }),
  };
}

/** A sum of one makes a residual sum's codes those that the main branch reads. */
function residualBits({ nodes, tensors }: Pick<Model, 'nodes' | 'tensors'>): number | null {
  const rescale = nodes.find(({ op, inputs }) => op === 'add' && inputs.length === 1);
  const source = tensors.find(({ name }) => name === rescale?.inputs[0]);
  return source?.type === 'codes' ? source.bits : null;
}

async function costsOf(model: Model, { console, signal }: CommandContext): Promise<CardCost[]> {
  const costs: CardCost[] = [];
  for (const id of costBoards) {
    const { core, total } = await inFolder(undefined, (folder) =>
      profileModel({
        model,
        board: loadBoard(id),
        input: randomInputBytes(model, 1),
        folder,
        hottest: 0,
        signal,
        onStep: (line) => console.progress(line),
      }),
    );
    const { instructions, modelledCycles, flash, ram } = total;
    const estimate = modelledCycles === null ? null : Math.round(modelledCycles.estimate);
    costs.push({ board: id, core, instructions, modelledCycles: estimate, flash, ram });
  }
  return costs;
}

async function writeModelAndCard(file: string, card: Card, zoo: string): Promise<void> {
  const target = path.join(zoo, `${card.name}.softbit.json`);
  await mkdir(zoo, { recursive: true });
  await copyFile(file, target);
  await copyFile(weightsPath(file), weightsPath(target));
  await writeFile(cardFile(zoo, card.name), `${JSON.stringify(card, null, 2)}\n`);
  writeZooPage(zoo);
}
