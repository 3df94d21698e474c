import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { saveModel, toolVersion, type Model, type Provenance } from '../../codegen/index.js';
import {
  buildNetwork,
  exportModel,
  floatBits,
  findNetwork,
  formatAgreement,
  loadDataset,
  measureAgreement,
  progressReporter,
  recipeFor,
  selectBackend,
  tensorBoardWriter,
  threadsOf,
  trainNetwork,
  type Accuracies,
  type Agreement,
  type Dataset,
  type EpochRecord,
  type MethodName,
  type RecipeStyleName,
  applyTrainedWeights,
  overrideRecipe,
  readLayerBits,
  type QuantizationSpec,
  readTrainedWeights,
  type TrainingOptions,
  type TrainingResult,
} from '../../trainer/index.js';
import type { CommandContext } from '../cli/run-action.js';
import { writeTrainingReport } from './training-report.js';

export interface TrainRequest {
  /** Name of a network. */
  readonly model: string;
  readonly dataset: string;
  readonly data?: string | undefined;
  /** Pictures of a folder are resized to this. */
  readonly size?: readonly [height: number, width: number] | undefined;
  /** 1–8, or 32 for float, which trains but has no integer model. */
  readonly weights: number;
  readonly activations: number;
  /** Bits of residual sums, where they have other bits than activations. */
  readonly residual?: number;
  readonly method: MethodName;
  /** `LAYER=BITS,…` or a file of them. */
  readonly layerBits?: string | undefined;
  /** Of float pre-training; default: the recipe's. */
  readonly floatEpochs?: number | undefined;
  /** Of quantized fine-tuning; default: the recipe's. */
  readonly epochs?: number | undefined;
  /** Folder of a training that this one begins with, in place of float pre-training. */
  readonly from?: string | undefined;
  /** Folder of a training whose float network teaches the quantized one. */
  readonly teacher?: string | undefined;
  /** Train the float network alone. */
  readonly floatOnly?: boolean | undefined;
  /** One range for a kernel instead of one for each output channel. */
  readonly perTensor?: boolean | undefined;
  readonly recipe?: RecipeStyleName | undefined;
  /** `FIELD=VALUE`, changes of the recipe. */
  readonly set?: readonly string[] | undefined;
  readonly seed: number;
  /** Processes that share each batch; default: what keeps all cores busy. */
  readonly workers?: number | undefined;
  readonly resume?: boolean | undefined;
  readonly restart?: boolean | undefined;
  readonly out: string;
  /** What the user typed: provenance, and how to resume. */
  readonly command: string;
}

/** What `softbit train --json` prints. */
export interface TrainOutcome {
  /** What the user typed. */
  readonly command: string;
  readonly dataset: string;
  readonly seed: number;
  readonly trainImages: number;
  readonly testImages: number;
  /** Path of the model file; null where weights or activations are float. */
  readonly model: string | null;
  readonly backend: string;
  readonly seconds: number;
  readonly accuracy: {
    readonly float: Accuracies;
    readonly quantized: Accuracies | null;
    /** Of the integer reference on the test set. */
    readonly integer: Pick<Accuracies, 'test' | 'testClassMean'> | null;
  };
  /** Medians over the epochs of each phase. */
  readonly imagesPerSecond: { readonly float: number | null; readonly quantized: number | null };
  readonly agreement: Agreement | null;
}

const tensorBoardFolder = 'tensorboard';

/** What a training came to, beside its model and history: a card of the model zoo is made of it. */
export const outcomeFile = 'result.json';

/**
 * Trains, exports, measures the agreement of trainer and integer reference on the whole test set,
 * and writes the model file, the outcome and, when nothing can be lost any more, a page of it all.
 */
export async function train(request: TrainRequest, context: CommandContext): Promise<TrainOutcome> {
  const { outcome, dataset, result } = await trainAndExport(request, context);
  await writeFile(path.join(request.out, outcomeFile), `${JSON.stringify(outcome, null, 2)}\n`);
  const spec = quantizationOf(request, dataset);
  const { signal, console } = context;
  const page = await writeTrainingReport({ request, dataset, result, outcome, spec, signal });
  console.progress(`Report: ${page}`);
  return outcome;
}

interface FinishedTraining {
  readonly outcome: TrainOutcome;
  readonly dataset: Dataset;
  readonly result: TrainingResult;
}

async function trainAndExport(
  request: TrainRequest,
  { console, signal }: CommandContext,
): Promise<FinishedTraining> {
  findNetwork(request.model);
  const dataset = await loadDataset(request.dataset, { ...request, folder: request.data });
  const backend = await selectBackend({ threads: threadsFor(request) });
  console.progress(backend.line);
  const started = performance.now();
  const logs = backend.name === 'native' ? path.join(request.out, tensorBoardFolder) : undefined;
  const result = await runTraining(request, dataset, { console, signal, logs });
  const seconds = (performance.now() - started) / 1000;
  const made =
    isDeployable(request) && (await makeModel(request, dataset, result, { console, signal }));
  const outcome: TrainOutcome = {
    command: request.command,
    dataset: dataset.name,
    seed: request.seed,
    trainImages: dataset.train.count,
    testImages: dataset.test.count,
    model: made ? made.file : null,
    backend: backend.name,
    seconds,
    accuracy: {
      float: result.float,
      quantized: result.quantized,
      integer: made ? integerAccuracies(made.agreement) : null,
    },
    imagesPerSecond: {
      float: medianSpeed(result.history, 'float'),
      quantized: medianSpeed(result.history, 'quantized'),
    },
    agreement: made ? made.agreement : null,
  };
  return { outcome, dataset, result };
}

/** One process alone may have all cores. */
function threadsFor({ workers = 1 }: TrainRequest): number | undefined {
  return workers === 1 ? undefined : threadsOf(workers);
}

/** Exports, compares with the integer reference, and writes the model file. */
async function makeModel(
  request: TrainRequest,
  dataset: Dataset,
  result: TrainingResult,
  { console, signal }: TrainContext,
): Promise<{ file: string; agreement: Agreement }> {
  const exported = exportTrained(request, dataset, result);
  const agreement = await measureAgreement({
    model: result.model,
    exported,
    images: dataset.test,
    onProgress: progressLine(console),
    signal,
  });
  console.progress(formatAgreement(agreement));
  const file = await saveModel(withAccuracies(exported, agreement), request.out);
  return { file, agreement };
}

type TrainContext = Pick<CommandContext, 'console' | 'signal'> & {
  /** Where TensorBoard's files go, if TensorFlow's C library is there to write them. */
  readonly logs?: string | undefined;
};

function runTraining(
  request: TrainRequest,
  dataset: Dataset,
  { console, signal, logs }: TrainContext,
): Promise<TrainingResult> {
  const { model: network, seed, workers, resume, restart, out, from, teacher } = request;
  const { shape: inputShape, classes } = dataset;
  return trainNetwork({
    network: {
      name: network,
      build: () => buildNetwork(network, { inputShape, classes: classes.length, seed }),
    },
    dataset,
    recipe: overrideRecipe(
      recipeFor({ ...request, network, style: request.recipe, weightBits: request.weights }),
      request.set ?? [],
    ),
    quantization: quantizationOf(request, dataset),
    start: from === undefined ? undefined : readTrainedWeights(from, 'quantized'),
    teacher: teacher === undefined ? undefined : loadTeacher(teacher, dataset),
    restart,
    seed,
    workers,
    out,
    resume,
    resumeCommand: resume === true ? request.command : `${request.command} --resume`,
    signal,
    onProgress: progressReporter(console.progressStream),
    onEpoch: logs === undefined ? undefined : tensorBoardWriter(logs),
  });
}

/** The integer model has no float. */
function isDeployable({ weights, activations, floatOnly = false }: TrainRequest): boolean {
  return !floatOnly && weights !== floatBits && activations !== floatBits;
}

function isFloat({ weights, activations, floatOnly = false }: TrainRequest): boolean {
  return floatOnly || (weights === floatBits && activations === floatBits);
}

function quantizationOf(
  request: TrainRequest,
  { train }: Dataset,
): TrainingOptions['quantization'] {
  const { weights, activations, residual, method, perTensor = false, layerBits } = request;
  if (isFloat(request)) return undefined;
  return {
    weights: { bits: weights, perChannel: !perTensor },
    activations: { bits: activations },
    ...(residual !== undefined && { residualBits: residual }),
    method,
    ...(layerBits !== undefined && { perLayer: perLayerOf(layerBits) }),
    ...(activations === floatBits && { shortcutBits: floatBits }),
    ...((train.zeroPoint ?? 0) > 0 && { signedInput: true }),
  };
}

function perLayerOf(layerBits: string): QuantizationSpec['perLayer'] {
  const entries = Object.entries(readLayerBits(layerBits));
  return Object.fromEntries(entries.map(([name, bits]) => [name, { bits }]));
}

/** The float network that another training has come to. */
function loadTeacher(folder: string, { shape, classes }: Dataset): TrainingOptions['teacher'] {
  const weights = readTrainedWeights(folder, 'float');
  const model = buildNetwork(weights.network, { inputShape: shape, classes: classes.length });
  applyTrainedWeights(model, weights);
  return { model, weights };
}

function exportTrained(request: TrainRequest, dataset: Dataset, result: TrainingResult): Model {
  const provenance: Provenance = {
    tool: 'softbit',
    version: toolVersion,
    dataset: dataset.name,
    method: request.method,
    seed: request.seed,
    epochs: result.history.length,
    command: request.command,
    validationAccuracy: result.quantized!.validation,
    floatTestAccuracy: result.float.test,
  };
  return exportModel(result.model, {
    name: request.model,
    classes: dataset.classes,
    provenance,
    inputZeroPoint: dataset.test.zeroPoint,
  });
}

function integerAccuracies({ accuracy, classMeanAccuracy }: Agreement) {
  return { test: accuracy.reference, testClassMean: classMeanAccuracy.reference };
}

function withAccuracies(model: Model, agreement: Agreement): Model {
  const { test, testClassMean } = integerAccuracies(agreement);
  const accuracies = { testAccuracy: test, testClassMeanAccuracy: testClassMean };
  return { ...model, provenance: { ...model.provenance, ...accuracies } };
}

/** One line each tenth of the way. */
function progressLine(console: TrainContext['console']) {
  let told = 0;
  return (done: number, total: number): void => {
    const tenth = Math.floor((10 * done) / total);
    if (tenth === told) return;
    told = tenth;
    console.progress(`Comparing trainer and integer reference: ${done}/${total} images.`);
  };
}

function medianSpeed(history: readonly EpochRecord[], phase: EpochRecord['phase']): number | null {
  const speeds = history
    .filter((record) => record.phase === phase)
    .map(({ imagesPerSecond }) => imagesPerSecond)
    .sort((a, b) => a - b);
  return speeds[speeds.length >> 1] ?? null;
}
