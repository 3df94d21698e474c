import type { Accuracies } from './accuracies.js';
import { checkpointFile, writeCheckpoint, type TrainingOptionsRecord } from './checkpoint.js';
import { trainingInterrupted } from './errors.js';
import { writeHistory, type EpochRecord, type PhaseName } from './history.js';
import { readWeights } from './model-weights.js';
import { readOptimizer } from './optimizers.js';
import type { Phase } from './phase.js';

/** What a training has come to so far, over its phases. */
export interface TrainingRun {
  readonly out: string;
  readonly options: TrainingOptionsRecord;
  readonly history: EpochRecord[];
  /** The float network's figures, once its phase is over. */
  float: Accuracies | null;
  /** Where the checkpoint on the disk stands. */
  saved: { readonly phase: PhaseName; readonly epoch: number } | null;
}

/** Writes the checkpoint, then the history; a training killed in between writes both again. */
export function saveRun(run: TrainingRun, { name, model, optimizer, state }: Phase): void {
  const { out, options, history, float } = run;
  const { epoch, best, bestWeights, average } = state;
  writeCheckpoint(out, {
    options,
    phase: name,
    epoch,
    optimizerStep: optimizer.step,
    best,
    float,
    history,
    weights: readWeights(model),
    bestWeights,
    optimizer: readOptimizer(optimizer),
    average,
  });
  run.saved = { phase: name, epoch };
  writeHistory(out, history);
}

/** What the user is told after Ctrl-C. */
export function interruption({ out, saved }: TrainingRun, resumeCommand: string): Error {
  const checkpoint = saved === null ? null : { file: checkpointFile(out), ...saved };
  return trainingInterrupted(checkpoint, resumeCommand);
}
