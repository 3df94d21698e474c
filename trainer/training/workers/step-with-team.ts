import type { Batch } from '../../data/index.js';
import type { StepResult } from '../compute-gradients.js';
import { applyGradients, type LearningRates } from '../optimizers.js';
import type { Phase } from '../phase.js';
import type { Team } from './team.js';

export interface TeamStep {
  readonly batch: Batch;
  /** Share of the phase's steps that are over. */
  readonly progress: number;
  readonly rates: LearningRates;
}

/** One gradient step of a phase, whose workers share the batch; the update is this process's. */
export async function stepWithTeam(
  { optimizer, recipe }: Phase,
  team: Team,
  { batch, progress, rates }: TeamStep,
): Promise<StepResult> {
  const { gradients, loss, correct } = await team.computeGradients(batch, progress);
  applyGradients(optimizer, gradients, rates, recipe.clipNorm);
  return { loss, correct };
}
