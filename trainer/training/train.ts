import * as tf from '@tensorflow/tfjs';
import type { Augmentation, Dataset } from './stand-in.js';
import { readCheckpoint, type Checkpoint } from './checkpoint.js';
import { describeOptions } from './describe-options.js';
import { evaluate } from './evaluate.js';
import type { EpochRecord } from './history.js';
import { restoreWeights } from './model-weights.js';
import { restorePhase, type Phase } from './phase.js';
import type { ProgressListener } from './progress.js';
import type { Recipe } from './recipes.js';
import { runPhase } from './run-phase.js';
import { startFloatPhase } from './start-phase.js';
import { interruption, saveRun, type Accuracies, type TrainingRun } from './training-run.js';

export interface TrainingOptions {
  /** `build` gives the untrained float network, the same weights for the same seed. */
  readonly network: { readonly name: string; readonly build: () => tf.LayersModel };
  readonly dataset: Dataset;
  readonly augmentation: Augmentation;
  readonly recipe: Recipe;
  readonly seed: number;
  /** Folder for `checkpoint/training.ckpt` and `history.json`; made when missing. */
  readonly out: string;
  /** Go on from the checkpoint in `out`, to the same final weights as without the interruption. */
  readonly resume?: boolean | undefined;
  /** What an interrupted user is told to type. */
  readonly resumeCommand: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

export interface TrainingResult {
  readonly model: tf.LayersModel;
  readonly float: Accuracies;
  readonly history: readonly EpochRecord[];
}

/**
 * Trains a network from scratch: float pre-training, then fine-tuning of its quantized twin. After
 * each epoch a checkpoint is written, and test images are read only when a phase is over.
 */
export async function trainNetwork(options: TrainingOptions): Promise<TrainingResult> {
  const record = describeOptions(options);
  const checkpoint = options.resume === true ? readCheckpoint(options.out, record) : null;
  const run: TrainingRun = {
    out: options.out,
    options: record,
    history: [...(checkpoint?.history ?? [])],
    float: checkpoint?.float ?? null,
    saved: checkpoint,
  };
  try {
    return await runPhases(options, run, checkpoint);
  } catch (error) {
    throw options.signal?.aborted ? interruption(run, options.resumeCommand) : error;
  }
}

async function runPhases(
  options: TrainingOptions,
  run: TrainingRun,
  checkpoint: Checkpoint | null,
): Promise<TrainingResult> {
  const model = options.network.build();
  const phase = startFloatPhase(model, options.recipe);
  await completePhase(phase, options, run, checkpoint);
  restoreWeights(model, phase.state.bestWeights);
  run.float = {
    validation: phase.state.best!.accuracy,
    test: await evaluate(model, options.dataset.test, options.signal),
  };
  return { model, float: run.float, history: run.history };
}

async function completePhase(
  phase: Phase,
  options: TrainingOptions,
  run: TrainingRun,
  checkpoint: Checkpoint | null,
): Promise<void> {
  if (checkpoint?.phase === phase.name) restorePhase(phase, checkpoint);
  else saveRun(run, phase);
  await runPhase(phase, {
    ...options,
    imagesLater: 0,
    onEpoch: (record) => {
      run.history.push(record);
      saveRun(run, phase);
    },
  });
}
