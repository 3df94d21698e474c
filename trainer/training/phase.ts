import * as tf from '@tensorflow/tfjs';
import type { PhaseName, QuantizerRecord } from './history.js';
import { readWeights, restoreWeights } from './model-weights.js';
import { restoreOptimizer, type LearningRates, type Optimizer } from './optimizers.js';
import type { Checkpoint } from './checkpoint.js';
import type { PhaseRecipe } from './recipes.js';
import type { LossOptions } from './compute-gradients.js';
import type { PenaltyWeights } from './penalty.js';

/** One phase under way: what does not change, and the state that a checkpoint keeps. */
export interface Phase {
  readonly name: PhaseName;
  readonly model: tf.LayersModel;
  readonly recipe: PhaseRecipe;
  readonly peakRates: LearningRates;
  readonly optimizer: Optimizer;
  /** What `penalty` weighs, for those who make it anew. */
  readonly penaltyWeights?: PenaltyWeights | undefined;
  readonly penalty?: LossOptions['penalty'];
  readonly teacher?: LossOptions['teacher'];
  readonly describeQuantizers: () => QuantizerRecord[];
  readonly state: PhaseState;
}

export interface PhaseState {
  /** Finished epochs. */
  epoch: number;
  best: { readonly epoch: number; readonly accuracy: number } | null;
  /** Every variable of the model after the best epoch; empty before the first. */
  bestWeights: readonly Float32Array[];
  /** The average of every variable over the steps; empty where none is kept. */
  average: Float32Array[];
}

export function freshPhaseState(): PhaseState {
  return { epoch: 0, best: null, bestWeights: [], average: [] };
}

/** Notes the epoch that has just ended if none before it was better; of equals the later stays. */
export function keepBest({ state, model }: Phase, accuracy: number): void {
  if (state.best !== null && accuracy < state.best.accuracy) return;
  state.best = { epoch: state.epoch, accuracy };
  state.bestWeights = readWeights(model);
}

/** Takes the phase back to where a checkpoint of the same phase was written. */
export function restorePhase({ model, optimizer, state }: Phase, checkpoint: Checkpoint): void {
  restoreWeights(model, checkpoint.weights);
  restoreOptimizer(optimizer, checkpoint.optimizerStep, checkpoint.optimizer);
  state.epoch = checkpoint.epoch;
  state.best = checkpoint.best;
  state.bestWeights = checkpoint.bestWeights;
  state.average = [...checkpoint.average];
}

/** Puts the best epoch's weights into the model; null where no epoch has ended yet. */
export function restoreBest({ model, state }: Phase): number | null {
  if (state.best === null) return null;
  restoreWeights(model, state.bestWeights);
  return state.best.accuracy;
}
