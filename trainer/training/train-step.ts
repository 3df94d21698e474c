import { computeGradients, type LossOptions, type StepResult } from './compute-gradients.js';
import { applyGradients, type LearningRates, type Optimizer } from './optimizers.js';

export interface TrainStepOptions extends LossOptions {
  readonly optimizer: Optimizer;
  readonly learningRates: LearningRates;
  /** Greatest norm of the weights' gradient, null for any. */
  readonly clipNorm?: number | null;
}

/** One gradient step: forward in training mode, backward, update. It leaves no tensor behind. */
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
