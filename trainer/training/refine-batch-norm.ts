import type * as tf from '@tensorflow/tfjs';
import { estimateBatchNorm } from './estimate-batch-norm.js';
import { evaluate } from './evaluate.js';
import { readWeights, restoreWeights } from './model-weights.js';
import type { Dataset } from '../data/index.js';

export interface RefineOptions {
  readonly dataset: Pick<Dataset, 'train' | 'validation'>;
  /** Training images to measure with, at most. */
  readonly images: number;
  /** Validation accuracy with the statistics as they are. */
  readonly accuracy: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Measures batch norm anew, and takes that back if validation says that it did harm.
 *
 * @returns The validation accuracy of the model as it then is.
 */
export async function refineBatchNorm(
  model: tf.LayersModel,
  { dataset, images, accuracy, signal }: RefineOptions,
): Promise<number> {
  const weights = readWeights(model);
  await estimateBatchNorm(model, dataset.train, images, signal);
  const { accuracy: refined } = await evaluate(model, dataset.validation, signal);
  if (refined >= accuracy) return refined;
  restoreWeights(model, weights);
  return accuracy;
}
