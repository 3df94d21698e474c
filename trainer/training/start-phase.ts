import type * as tf from '@tensorflow/tfjs';
import { isQuantizerVariable } from '../layers/index.js';
import {
  describeQuantizers,
  quantizeModel,
  type QuantizationSpec,
} from '../quantize-model/index.js';
import { trainableVariables } from './model-weights.js';
import { createOptimizer } from './optimizers.js';
import { penaltyOf } from './penalty.js';
import { freshPhaseState, type Phase } from './phase.js';
import type { QuantizedRecipe, Recipe } from './recipes.js';
import { speedUp } from './speed-up.js';

/** Float pre-training of an untrained network. */
export function startFloatPhase(model: tf.LayersModel, { float: recipe }: Recipe): Phase {
  speedUp(model);
  return {
    name: 'float',
    model,
    recipe,
    peakRates: { weights: recipe.learningRate, quantizer: 0 },
    optimizer: createOptimizer({
      variables: trainableVariables(model),
      rule: recipe.optimizer,
      weightDecay: recipe.weightDecay,
      isQuantizerVariable,
    }),
    describeQuantizers: () => [],
    state: freshPhaseState(),
  };
}

/**
 * Fine-tuning of the quantized twin of a trained float network, which is left as it is.
 */
export function startQuantizedPhase(
  floatModel: tf.LayersModel,
  spec: QuantizationSpec,
  { quantized: recipe }: Recipe,
  teacher?: tf.LayersModel,
): Phase {
  const model = quantizeModel(floatModel, spec);
  speedUp(model);
  return {
    name: 'quantized',
    model,
    recipe,
    peakRates: { weights: recipe.learningRate, quantizer: recipe.quantizerLearningRate },
    optimizer: createOptimizer({
      variables: trainableVariables(model),
      rule: recipe.optimizer,
      weightDecay: recipe.weightDecay,
      isQuantizerVariable,
    }),
    penaltyWeights: recipe,
    penalty: penaltyOf(model, recipe),
    teacher: teacherOf(recipe, teacher),
    describeQuantizers: () => describeQuantizers(model),
    state: freshPhaseState(),
  };
}

/** A teacher without a share in the loss is not asked. */
function teacherOf({ distillation }: QuantizedRecipe, model?: tf.LayersModel): Phase['teacher'] {
  return model && distillation.share > 0 ? { model, ...distillation } : undefined;
}
