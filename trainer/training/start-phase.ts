import * as tf from '@tensorflow/tfjs';
import { isQuantizerVariable } from '../layers/index.js';
import {
  alphaPenalty,
  dampingPenalty,
  describeQuantizers,
  quantizeModel,
  type QuantizationSpec,
} from '../quantize-model/index.js';
import { absorbBiases } from './absorb-biases.js';
import { speedUpBatchNorm } from './fast-batch-norm.js';
import { speedUpRelu } from './fast-relu.js';
import { trainableVariables } from './model-weights.js';
import { createOptimizer } from './optimizers.js';
import { freshPhaseState, type Phase } from './phase.js';
import type { QuantizedRecipe, Recipe } from './recipes.js';

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
    penalty: (progress) => penaltyOf(model, recipe, progress),
    teacher: teacherOf(recipe, teacher),
    describeQuantizers: () => describeQuantizers(model),
    state: freshPhaseState(),
  };
}

/** A teacher without a share in the loss is not asked. */
function teacherOf({ distillation }: QuantizedRecipe, model?: tf.LayersModel): Phase['teacher'] {
  return model && distillation.share > 0 ? { model, ...distillation } : undefined;
}

/** Damping begins with nothing, while weights still have far to go, and rises by a cosine. */
function penaltyOf(model: tf.LayersModel, recipe: QuantizedRecipe, progress: number): tf.Scalar {
  const alpha: tf.Scalar = tf.mul(alphaPenalty(model), recipe.alphaPenalty);
  if (recipe.oscillationDamping === 0) return alpha;
  const weight = (recipe.oscillationDamping * (1 - Math.cos(Math.PI * progress))) / 2;
  const damping: tf.Scalar = tf.mul(dampingPenalty(model), weight);
  return tf.add(alpha, damping);
}

/** The same network, with fewer passes over its activations in a step. */
function speedUp(model: tf.LayersModel): void {
  absorbBiases(model);
  speedUpBatchNorm(model);
  speedUpRelu(model);
}
