import * as tf from '@tensorflow/tfjs';
import { alphaPenalty, dampingPenalty } from '../quantize-model/index.js';
import type { LossOptions } from './compute-gradients.js';
import type { QuantizedRecipe } from './recipes.js';

export type PenaltyWeights = Pick<QuantizedRecipe, 'alphaPenalty' | 'oscillationDamping'>;

/** What a quantized network's loss has besides its answers. */
export function penaltyOf(
  model: tf.LayersModel,
  weights: PenaltyWeights,
): NonNullable<LossOptions['penalty']> {
  return (progress) => penaltyAt(model, weights, progress);
}

/** Damping begins with nothing, while weights still have far to go, and rises by a cosine. */
function penaltyAt(
  model: tf.LayersModel,
  { alphaPenalty: ofAlpha, oscillationDamping }: PenaltyWeights,
  progress: number,
): tf.Scalar {
  const alpha: tf.Scalar = tf.mul(alphaPenalty(model), ofAlpha);
  if (oscillationDamping === 0) return alpha;
  const weight = (oscillationDamping * (1 - Math.cos(Math.PI * progress))) / 2;
  const damping: tf.Scalar = tf.mul(dampingPenalty(model), weight);
  return tf.add(alpha, damping);
}
