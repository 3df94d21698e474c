import type * as tf from '@tensorflow/tfjs';
import type { QuantizationSpec } from '../quantize-model/index.js';
import type { EpochRecord } from './history.js';
import type { ProgressListener } from './progress.js';
import type { Recipe } from './recipes.js';
import type { Dataset } from '../data/index.js';
import type { TrainedWeights } from './trained-weights.js';

export interface TrainingOptions {
  /** `build` gives the untrained float network, the same weights for the same seed. */
  readonly network: { readonly name: string; readonly build: () => tf.LayersModel };
  readonly dataset: Dataset;
  readonly recipe: Recipe;
  /** Leave it out to train the float network alone. */
  readonly quantization?: QuantizationSpec | undefined;
  /**
   * In place of float pre-training, or, without quantization, what that begins with. Of a quantized
   * network, its weights become the float ones.
   */
  readonly start?: TrainedWeights | undefined;
  /** What the quantized network learns from beside the labels. */
  readonly teacher?:
    { readonly model: tf.LayersModel; readonly weights: TrainedWeights } | undefined;
  readonly seed: number;
  /**
   * Processes that share each batch, this one included. Their number is part of what decides the
   * weights, since each normalizes by its own images. Default: 1 on native, whose library has
   * threads of its own, else one for each core.
   */
  readonly workers?: number | undefined;
  /** Folder for `checkpoint/training.ckpt` and `history.json`; made when missing. */
  readonly out: string;
  /** Go on from the checkpoint in `out`, to the same final weights as without the interruption. */
  readonly resume?: boolean | undefined;
  /** Begin anew although `out` has a checkpoint, which is overwritten. */
  readonly restart?: boolean | undefined;
  /** What an interrupted user is told to type. */
  readonly resumeCommand: string;
  /** Stops the training between two steps. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
  /** Told of every epoch once it is in the checkpoint. */
  readonly onEpoch?: ((record: EpochRecord) => void) | undefined;
}
