import type * as tf from '@tensorflow/tfjs';
import type { BatchNormParameters } from './affine.js';

/** The parameters of a batch norm layer at inference; scale and centre may be left out of one. */
export function readBatchNorm(layer: tf.layers.Layer): BatchNormParameters {
  const config = layer.getConfig();
  const weights = layer.getWeights().map((weight) => weight.dataSync());
  const variance = weights.at(-1)!;
  const mean = weights.at(-2)!;
  const gamma = config['scale'] ? weights[0] : ones(mean.length);
  const beta = config['center'] ? weights.at(-3)! : new Float32Array(mean.length);
  return { gamma, beta, mean, variance, epsilon: config['epsilon'] as number };
}

function ones(length: number): Float32Array {
  return new Float32Array(length).fill(1);
}
