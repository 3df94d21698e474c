import * as tf from '@tensorflow/tfjs';
import { fusedOps, type BatchNormInputs, type BatchNormOutputs } from '../backend/index.js';
import { batchNormsOf, type BatchNorm } from './batch-norm.js';
import { composedBatchNorm } from './composed-batch-norm.js';

type Call = tf.layers.Layer['call'];

/**
 * Gives each batch norm of a model a training pass whose gradient is one closed form. tfjs derives
 * it operation by operation, in some thirty passes over the activations; the closed form needs seven,
 * and three where the backend has an operation for it. Inference is left as it is.
 */
export function speedUpBatchNorm(model: tf.LayersModel): void {
  for (const layer of batchNormsOf(model)) {
    const infer: Call = layer.call.bind(layer);
    layer.call = (inputs, options) =>
      options['training'] === true ? trainingPass(layer, inputs) : infer(inputs, options);
  }
}

/** The moving averages take no part in the gradient: they are variables of their own. */
function trainingPass(layer: BatchNorm, inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return tf.tidy(() => {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    const channels = [x.shape[x.rank - 1]];
    const { movingMean, movingVariance, epsilon, momentum } = layer;
    return normalize(
      {
        x,
        gamma: layer.gamma?.read() ?? tf.ones(channels),
        beta: layer.beta?.read() ?? tf.zeros(channels),
        movingMean: movingMean.read(),
        movingVariance: movingVariance.read(),
        epsilon,
        momentum,
      },
      (next) => {
        movingMean.write(next.movingMean);
        movingVariance.write(next.movingVariance);
      },
    );
  });
}

type SaveForGradient = (tensors: tf.Tensor[]) => void;

/**
 * γ·(x − μ)/σ + β by channel, where μ and σ are the batch's own, so that the gradient flows
 * through them too.
 *
 * @see Ioffe and Szegedy, "Batch Normalization", ICML 2015, section 3
 */
function normalize(
  inputs: BatchNormInputs,
  follow: (outputs: BatchNormOutputs) => void,
): tf.Tensor {
  const { epsilon } = inputs;
  const ops = fusedOps() ?? composedBatchNorm;
  const operation = tf.customGrad((...args: unknown[]) => {
    const [x, gamma, beta, save] = args as [tf.Tensor, tf.Tensor, tf.Tensor, SaveForGradient];
    const outputs = ops.batchNorm({ ...inputs, x, gamma, beta });
    follow(outputs);
    save([x, gamma, outputs.mean, outputs.variance]);
    return {
      value: outputs.y,
      gradFunc: (dy, saved) => {
        const [input, scale, mean, variance] = saved;
        const found = ops.batchNormGradient({
          dy,
          x: input,
          gamma: scale,
          mean,
          variance,
          epsilon,
        });
        return [found.x, found.gamma, found.beta];
      },
    };
  });
  return operation(inputs.x, inputs.gamma, inputs.beta);
}
