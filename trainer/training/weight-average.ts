import type * as tf from '@tensorflow/tfjs';
import { readWeights, restoreWeights } from './model-weights.js';

/**
 * The exponential moving average of every variable, after one more step. It is the average of the
 * steps so far until there are enough of them, so that the first weights do not linger.
 *
 * Source: Polyak and Juditsky, 1992; the warm-up is that of `tf.train.ExponentialMovingAverage`.
 *
 * @param average Changed in place; empty before the first step.
 * @param steps Steps before this one.
 */
export function addToAverage(
  average: Float32Array[],
  model: tf.LayersModel,
  decay: number,
  steps: number,
): void {
  const weights = readWeights(model);
  if (average.length === 0) {
    average.push(...weights);
    return;
  }
  const share = 1 - Math.min(decay, (1 + steps) / (10 + steps));
  for (const [index, values] of weights.entries()) {
    const mean = average[index];
    for (let i = 0; i < values.length; i++) mean[i] += share * (values[i] - mean[i]);
  }
}

/** Does something while the model has the averaged weights; without an average, with its own. */
export async function withAverage<Result>(
  model: tf.LayersModel,
  average: readonly Float32Array[],
  action: () => Promise<Result>,
): Promise<Result> {
  if (average.length === 0) return action();
  const own = readWeights(model);
  restoreWeights(model, average);
  try {
    return await action();
  } finally {
    restoreWeights(model, own);
  }
}
