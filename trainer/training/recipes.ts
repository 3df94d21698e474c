import type { Augmentation } from './stand-in.js';
import type { UpdateRuleName } from './update-rules.js';

/** How one phase trains. */
export interface PhaseRecipe {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: UpdateRuleName;
  /** The peak, reached after warm-up; from there half a cosine leads down to 0. */
  readonly learningRate: number;
  readonly warmUpEpochs: number;
  /** Decoupled, on kernels alone. */
  readonly weightDecay: number;
  readonly labelSmoothing: number;
}

export interface QuantizedRecipe extends PhaseRecipe {
  /** Peak rate of the quantizers' own Adam, on the same schedule. */
  readonly quantizerLearningRate: number;
  /** Weight of the L2 penalty on α. */
  readonly alphaPenalty: number;
  /** Images that set the ranges before the first step. */
  readonly calibrationImages: number;
  /** Training images over which batch norm is measured anew at the end. */
  readonly batchNormImages: number;
}

export interface Recipe {
  readonly augmentation: Augmentation;
  readonly float: PhaseRecipe;
  readonly quantized: QuantizedRecipe;
}
