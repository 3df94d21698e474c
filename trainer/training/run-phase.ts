import { BatchThread, type AugmentationName, type Batch, type Dataset } from '../data/index.js';
import { trainingDiverged } from './errors.js';
import { evaluate } from './evaluate.js';
import { phases, type EpochRecord } from './history.js';
import type { StepResult } from './compute-gradients.js';
import type { LearningRates } from './optimizers.js';
import { pausePoint } from './pause-point.js';
import { keepBest, type Phase } from './phase.js';
import { startMeter } from './progress-meter.js';
import type { Progress, ProgressListener } from './progress.js';
import { learningRateFactor } from './schedule.js';
import { addToAverage, withAverage } from './weight-average.js';
import { stepWithTeam } from './workers/step-with-team.js';
import { Team } from './workers/team.js';

export interface RunPhaseOptions {
  readonly dataset: Dataset;
  readonly augmentation: AugmentationName;
  readonly seed: number;
  /** Processes that share each batch, this one included. */
  readonly workers: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
  /** Images of the phases that follow, for the remaining time. */
  readonly imagesLater: number;
  /** Called after every epoch, when the phase's state is up to date. */
  readonly onEpoch: (record: EpochRecord) => void;
}

/**
 * Trains a phase from the epoch it has reached to its end, validating after each epoch.
 *
 * @throws SoftbitError `SB_TRAINING_DIVERGED`, `SB_WORKER_DIED`, `SB_WORKER_FAILED`; the signal's
 * reason when it is aborted.
 */
export async function runPhase(phase: Phase, options: RunPhaseOptions): Promise<void> {
  // A training that is resumed after its end needs nobody.
  if (isOver(phase)) return;
  const { dataset, workers } = options;
  const team = await Team.assemble(phase, workers);
  const thread = new BatchThread(dataset.train, dataset.shape);
  try {
    while (!isOver(phase)) await trainAndValidate(phase, { team, thread }, options);
  } finally {
    await Promise.all([thread.end(), team.dismiss()]);
  }
}

/** Who works beside this thread: they are started once for a phase. */
interface Crew {
  readonly team: Team;
  readonly thread: BatchThread;
}

/** One epoch. */
async function trainAndValidate(phase: Phase, crew: Crew, options: RunPhaseOptions): Promise<void> {
  const { state, model } = phase;
  const progress = await runEpoch(phase, crew, options);
  const validationAccuracy = await withAverage(model, state.average, async () => {
    const { accuracy } = await evaluate(model, options.dataset.validation, options.signal);
    state.epoch += 1;
    keepBest(phase, accuracy);
    return accuracy;
  });
  options.onEpoch(epochRecord(phase, progress, validationAccuracy));
  options.onProgress?.({ ...progress, validationAccuracy });
}

function isOver(phase: Phase): boolean {
  return phase.state.epoch >= phase.recipe.epochs || isStalled(phase);
}

/** Whether validation has not been better for as long as the recipe has patience. */
function isStalled({ state, recipe }: Phase): boolean {
  if (recipe.patience === null || state.best === null) return false;
  return state.epoch - state.best.epoch >= recipe.patience;
}

/** The order of the images depends on seed, phase and epoch alone, so an epoch can be repeated. */
async function runEpoch(phase: Phase, crew: Crew, options: RunPhaseOptions): Promise<Progress> {
  const { dataset, augmentation, signal, onProgress } = options;
  const { batchSize } = phase.recipe;
  const seed = options.seed * phases.length + phases.indexOf(phase.name);
  const meter = startMeter(phase, dataset.train.count, options.imagesLater);
  const order = { batchSize, seed, epoch: phase.state.epoch, augmentation };
  for await (const batch of crew.thread.epoch(order)) {
    await pausePoint(signal);
    const result = await runStep(phase, crew.team, { batch, stepsPerEpoch: meter.steps });
    if (!Number.isFinite(result.loss)) throw divergence(phase);
    const progress = meter.count(result, batch.count);
    onProgress?.(progress);
  }
  return meter.latest();
}

interface EpochStep {
  readonly batch: Batch;
  readonly stepsPerEpoch: number;
}

async function runStep(
  phase: Phase,
  team: Team,
  { batch, stepsPerEpoch }: EpochStep,
): Promise<StepResult> {
  const { model, optimizer, recipe, state } = phase;
  const { averaging, epochs } = recipe;
  const steps = optimizer.step;
  const progress = steps / (epochs * stepsPerEpoch);
  const rates = currentRates(phase, stepsPerEpoch);
  const result = await stepWithTeam(phase, team, { batch, progress, rates });
  if (averaging !== null) addToAverage(state.average, model, averaging, steps);
  return result;
}

function currentRates(phase: Phase, stepsPerEpoch: number): LearningRates {
  const { recipe, peakRates, optimizer } = phase;
  const factor = learningRateFactor({
    step: optimizer.step,
    steps: recipe.epochs * stepsPerEpoch,
    warmUpSteps: Math.round(recipe.warmUpEpochs * stepsPerEpoch),
  });
  return { weights: peakRates.weights * factor, quantizer: peakRates.quantizer * factor };
}

function divergence({ name, state, peakRates }: Phase): Error {
  return trainingDiverged(name, state.epoch + 1, peakRates.weights);
}

function epochRecord(phase: Phase, progress: Progress, validationAccuracy: number): EpochRecord {
  const rates = currentRates(phase, progress.steps);
  return {
    phase: phase.name,
    epoch: phase.state.epoch,
    loss: progress.loss,
    trainAccuracy: progress.accuracy,
    validationAccuracy,
    learningRate: rates.weights,
    quantizerLearningRate: rates.quantizer,
    imagesPerSecond: Math.round(progress.imagesPerSecond),
    quantizers: phase.describeQuantizers(),
  };
}
