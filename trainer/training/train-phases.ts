import type * as tf from '@tensorflow/tfjs';
import { defaultWorkers } from '../backend/index.js';
import type { QuantizationSpec } from '../quantize-model/index.js';
import type { Accuracies } from './accuracies.js';
import { calibrateActivations } from './calibrate-activations.js';
import type { Checkpoint } from './checkpoint.js';
import type { PhaseName } from './history.js';
import { writeTrainedWeights } from './trained-weights.js';
import { evaluate } from './evaluate.js';
import { restoreBest, restorePhase, type Phase } from './phase.js';
import { refineBatchNorm } from './refine-batch-norm.js';
import { runPhase } from './run-phase.js';
import { startFloatPhase, startQuantizedPhase } from './start-phase.js';
import type { TrainingOptions } from './training-options.js';
import { saveRun, type TrainingRun } from './training-run.js';

export interface TrainingContext {
  readonly options: TrainingOptions;
  readonly run: TrainingRun;
  /** Where to go on from, or null for a training that starts anew. */
  readonly checkpoint: Checkpoint | null;
}

/** Trains the float network and leaves the weights in it that validated best. */
export async function trainFloat(
  model: tf.LayersModel,
  context: TrainingContext,
): Promise<Accuracies> {
  const { recipe, dataset, quantization } = context.options;
  const phase = startFloatPhase(model, recipe);
  beginPhase(phase, context);
  const later = quantization ? recipe.quantized.epochs * dataset.train.count : 0;
  await continuePhase(phase, context, later);
  const validation = restoreBest(phase) ?? (await validate(model, context));
  const accuracies = { validation, ...(await testAtLast(model, context)) };
  keepTrained(context, model, 'float', accuracies);
  return accuracies;
}

async function validate(
  model: tf.LayersModel,
  { options: { dataset, signal } }: TrainingContext,
): Promise<number> {
  return (await evaluate(model, dataset.validation, signal)).accuracy;
}

async function testAtLast(
  model: tf.LayersModel,
  { options: { dataset, signal } }: TrainingContext,
): Promise<Pick<Accuracies, 'test' | 'testClassMean'>> {
  const { accuracy, classMean } = await evaluate(model, dataset.test, signal);
  return { test: accuracy, testClassMean: classMean };
}

/** The phase's end, for trainings that begin there. */
function keepTrained(
  { options: { out, network }, run }: TrainingContext,
  model: tf.LayersModel,
  phase: PhaseName,
  accuracies: Accuracies,
): void {
  const { float } = run;
  const about = { network: network.name, phase, accuracies, float: float ?? accuracies };
  writeTrainedWeights(out, model, about);
}

/** Fine-tunes the quantized twin of a trained network, and measures its batch norm anew. */
export async function trainQuantized(
  floatModel: tf.LayersModel,
  spec: QuantizationSpec,
  context: TrainingContext,
): Promise<{ readonly model: tf.LayersModel; readonly accuracies: Accuracies }> {
  const { recipe, dataset, teacher, signal } = context.options;
  const phase = startQuantizedPhase(floatModel, spec, recipe, teacher?.model);
  const { model } = phase;
  beginPhase(phase, context, () => {
    calibrateActivations(model, dataset.train, recipe.quantized.calibrationImages);
  });
  await continuePhase(phase, context, 0);
  const accuracy = restoreBest(phase) ?? (await validate(model, context));
  const images = recipe.quantized.batchNormImages;
  const validation =
    images > 0 ? await refineBatchNorm(model, { dataset, images, accuracy, signal }) : accuracy;
  const accuracies = { validation, ...(await testAtLast(model, context)) };
  keepTrained(context, model, 'quantized', accuracies);
  return { model, accuracies };
}

/** The first checkpoint comes before the first step: an unwritable folder is found at once. */
function beginPhase(
  phase: Phase,
  { run, checkpoint }: TrainingContext,
  prepare?: () => void,
): void {
  if (checkpoint?.phase === phase.name) {
    restorePhase(phase, checkpoint);
    return;
  }
  prepare?.();
  saveRun(run, phase);
}

function continuePhase(
  phase: Phase,
  { options, run }: TrainingContext,
  imagesLater: number,
): Promise<void> {
  return runPhase(phase, {
    ...options,
    workers: options.workers ?? defaultWorkers(),
    augmentation: options.recipe.augmentation,
    imagesLater,
    onEpoch: (record) => {
      run.history.push(record);
      saveRun(run, phase);
      options.onEpoch?.(record);
    },
  });
}
