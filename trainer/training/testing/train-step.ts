import { computeGradients, type LossOptions, type StepResult } from '../compute-gradients.js';
import { applyGradients, type LearningRates, type Optimizer } from '../optimizers.js';

export interface TrainStepOptions extends LossOptions {
  readonly optimizer: Optimizer;
  readonly learningRates: LearningRates;
  /** Greatest norm of the weights' gradient, null for any. */
  readonly clipNorm?: number | null;
}

/** One gradient step by this process alone, of a model that need not be of a phase. */
export function trainStep({
  optimizer,
  learningRates,
  clipNorm,
  ...options
}: TrainStepOptions): StepResult {
  const variables = optimizer.parameters.map(({ variable }) => variable);
  const { gradients, loss, correct } = computeGradients({ ...options, variables });
  applyGradients(optimizer, gradients, learningRates, clipNorm);
  return { loss, correct };
}
