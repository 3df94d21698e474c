import * as tf from '@tensorflow/tfjs';
import { isQuantizerVariable } from '../layers/index.js';
import {
  alphaPenalty,
  describeQuantizers,
  quantizeModel,
  type QuantizationSpec,
} from '../quantize-model/index.js';
import { speedUpBatchNorm } from './fast-batch-norm.js';
import { trainableVariables } from './model-weights.js';
import { createOptimizer } from './optimizers.js';
import { freshPhaseState, type Phase } from './phase.js';
import type { Recipe } from './recipes.js';

/** Float pre-training of an untrained network. */
export function startFloatPhase(model: tf.LayersModel, { float: recipe }: Recipe): Phase {
  speedUpBatchNorm(model);
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
): Phase {
  const model = quantizeModel(floatModel, spec);
  speedUpBatchNorm(model);
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
    penalty: () => tf.mul(alphaPenalty(model), recipe.alphaPenalty),
    describeQuantizers: () => describeQuantizers(model),
    state: freshPhaseState(),
  };
}
