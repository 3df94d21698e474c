import fs from 'node:fs';
import path from 'node:path';
import {
  applyTrainedWeights,
  buildNetwork,
  readTrainedWeights,
  recipeFor,
  trainNetwork,
  type Dataset,
  type ProgressListener,
  type TrainedWeights,
  type TrainingOptions,
  type TrainingResult,
} from '../../trainer/index.js';
import { byGrid, cellName, type AblationCell } from './ablation-grid.js';
import {
  appendRow,
  missingCells,
  readRows,
  type AblationRow,
  type AblationSettings,
} from './ablation-results.js';

export interface AblationOptions {
  readonly settings: AblationSettings;
  readonly cells: readonly AblationCell[];
  /** Whose images are counted in the settings. */
  readonly dataset: Dataset;
  /** Holds the results, the float network and a folder for each training. */
  readonly folder: string;
  /** What the user typed, which goes on where an ablation was stopped. */
  readonly command: string;
  readonly onRow?: ((row: AblationRow, left: number) => void) | undefined;
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains every cell that has no row yet, all from one float network, which is trained first and is
 * the teacher of the recipes that have one. A training that was stopped is resumed.
 *
 * @returns the rows of the cells that are done, those of earlier calls included, in the grid's order
 * @throws SoftbitError what `trainNetwork` throws
 */
export async function runAblation(options: AblationOptions): Promise<AblationRow[]> {
  const { settings, cells, folder, onRow } = options;
  fs.mkdirSync(folder, { recursive: true });
  const rows = readRows(folder, settings);
  const missing = missingCells(cells, rows);
  if (missing.length === 0) return rows.sort(byGrid);
  const float = await trainedFloat(options);
  for (const [done, cell] of missing.entries()) {
    const row = await trainCell(cell, float, options);
    appendRow(folder, row);
    rows.push(row);
    onRow?.(row, missing.length - done - 1);
  }
  return rows.sort(byGrid);
}

async function trainedFloat(options: AblationOptions): Promise<TrainedWeights> {
  const { settings, folder } = options;
  const out = path.join(folder, `float-${settings.floatEpochs}`);
  if (!fs.existsSync(path.join(out, 'checkpoint', 'float.ckpt'))) {
    const { model, dataset } = settings;
    const recipe = recipeFor({ ...settings, network: model, dataset, weightBits: 32 });
    const { model: trained } = await resumeOrTrain(options, { out, recipe, seed: 1 });
    trained.dispose();
  }
  return readTrainedWeights(out, 'float');
}

async function trainCell(
  cell: AblationCell,
  float: TrainedWeights,
  options: AblationOptions,
): Promise<AblationRow> {
  const { settings, folder } = options;
  const { model: network, dataset, weights, activations, epochs } = settings;
  const teacher = buildFloat(options);
  applyTrainedWeights(teacher, float);
  const started = performance.now();
  const { model, quantized } = await resumeOrTrain(options, {
    out: path.join(folder, `${cellName(cell)}-${settings.epochs}`),
    recipe: recipeFor({ network, dataset, weightBits: weights, style: cell.recipe, epochs }),
    quantization: {
      weights: { bits: weights },
      activations: { bits: activations },
      method: cell.method,
      signedInput: (options.dataset.train.zeroPoint ?? 0) > 0,
    },
    start: float,
    teacher: { model: teacher, weights: float },
    seed: cell.seed,
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  model.dispose();
  teacher.dispose();
  const { validation, test: accuracy } = quantized!;
  return { ...cell, settings, floatAccuracy: float.float.test, validation, accuracy, seconds };
}

function buildFloat({ settings, dataset }: AblationOptions, seed = 1): ReturnType<Build> {
  const { shape: inputShape, classes } = dataset;
  return buildNetwork(settings.model, { inputShape, classes: classes.length, seed });
}

type Build = TrainingOptions['network']['build'];

type OfOneTraining = Pick<
  TrainingOptions,
  'out' | 'recipe' | 'seed' | 'quantization' | 'start' | 'teacher'
>;

function resumeOrTrain(options: AblationOptions, training: OfOneTraining): Promise<TrainingResult> {
  const { settings, dataset, command, signal, onProgress } = options;
  return trainNetwork({
    ...training,
    network: { name: settings.model, build: () => buildFloat(options, training.seed) },
    dataset,
    resume: fs.existsSync(path.join(training.out, 'checkpoint', 'training.ckpt')),
    resumeCommand: command,
    signal,
    onProgress,
  });
}
