import * as tf from '@tensorflow/tfjs';
import { createOptimizer } from './optimizers.js';
import { trainableVariables } from './model-weights.js';
import { freshPhaseState, type Phase } from './phase.js';
import type { Recipe } from './recipes.js';

/** Float pre-training of an untrained network. */
export function startFloatPhase(model: tf.LayersModel, { float: recipe }: Recipe): Phase {
  return {
    name: 'float',
    model,
    recipe,
    peakRates: { weights: recipe.learningRate, quantizer: 0 },
    optimizer: createOptimizer({
      variables: trainableVariables(model),
      rule: recipe.optimizer,
      weightDecay: recipe.weightDecay,
      isQuantizerVariable: () => false,
    }),
    describeQuantizers: () => [],
    state: freshPhaseState(),
  };
}
