import type * as tf from '@tensorflow/tfjs';
import type { Accuracies } from './accuracies.js';
import { readCheckpoint, refuseToOverwrite, type Checkpoint } from './checkpoint.js';
import { describeOptions } from './describe-options.js';
import type { EpochRecord } from './history.js';
import { trainFloat, trainQuantized } from './train-phases.js';
import { applyTrainedWeights } from './trained-weights.js';
import type { TrainingOptions } from './training-options.js';
import { interruption, type TrainingRun } from './training-run.js';

export interface TrainingResult {
  /** The quantized network, or the float one where no quantization was asked for. */
  readonly model: tf.LayersModel;
  readonly float: Accuracies;
  readonly quantized: Accuracies | null;
  readonly history: readonly EpochRecord[];
}

/**
 * Trains a network from scratch: float pre-training, then fine-tuning of its quantized twin, each
 * ending with the epoch that validated best. A checkpoint is written before the first step and
 * after each epoch; test images are read only once a phase is over. The backend must have been
 * selected, and on one backend the same options give the same weights to the bit.
 *
 * @throws SoftbitError `SB_TRAINING_INTERRUPTED`, `SB_TRAINING_DIVERGED`, `SB_CHECKPOINT_…` on
 * resuming, `SB_CHECKPOINT_EXISTS` where an earlier training would be lost, `SB_TRAINED_NETWORK`,
 * `SB_OUTPUT_…` where `out` cannot be written, and what `quantizeModel` throws.
 * @example
 * const { model, quantized } = await trainNetwork({
 *   network: { name: 'lenet5', build: () => buildNetwork('lenet5', { seed: 1 }) },
 *   dataset, recipe: recipeFor({ network: 'lenet5', dataset: 'mnist', weightBits: 2 }),
 *   quantization: { weights: { bits: 2 }, activations: { bits: 2 } },
 *   seed: 1, out: 'runs/mnist', resumeCommand: 'npx softbit train … --resume',
 * });
 */
export async function trainNetwork(options: TrainingOptions): Promise<TrainingResult> {
  const { out, resume = false, restart = false, signal, resumeCommand } = options;
  const record = describeOptions(options);
  const checkpoint = resume ? readCheckpoint(out, record) : null;
  if (!resume && !restart) refuseToOverwrite(out);
  const run: TrainingRun = {
    out,
    options: record,
    history: [...(checkpoint?.history ?? [])],
    float: checkpoint?.float ?? null,
    saved: checkpoint,
  };
  try {
    return await runPhases(options, run, checkpoint);
  } catch (error) {
    throw signal?.aborted === true && error === signal.reason
      ? interruption(run, resumeCommand)
      : error;
  }
}

async function runPhases(
  options: TrainingOptions,
  run: TrainingRun,
  checkpoint: Checkpoint | null,
): Promise<TrainingResult> {
  const { network, quantization, start } = options;
  const floatModel = network.build();
  if (start) {
    applyTrainedWeights(floatModel, start);
    run.float = start.float;
  }
  if (trainsFloat(options) && checkpoint?.phase !== 'quantized') {
    run.float = await trainFloat(floatModel, { options, run, checkpoint });
  }
  const { history } = run;
  const float = run.float!;
  if (!quantization) return { model: floatModel, float, quantized: null, history };
  const twin = await trainQuantized(floatModel, quantization, { options, run, checkpoint });
  floatModel.dispose();
  return { model: twin.model, float, quantized: twin.accuracies, history };
}

/** What it starts from takes the place of float training, unless that is all there is to do. */
function trainsFloat({ start, quantization }: TrainingOptions): boolean {
  return !start || !quantization;
}
