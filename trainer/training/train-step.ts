import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../data/index.js';
import { countCorrect, softmaxCrossEntropy } from './loss.js';
import { applyGradients, type LearningRates, type Optimizer } from './optimizers.js';

export interface TrainStepOptions {
  readonly model: tf.LayersModel;
  readonly optimizer: Optimizer;
  readonly batch: Batch;
  readonly learningRates: LearningRates;
  readonly labelSmoothing: number;
  /** Added to the loss; a scalar. */
  readonly penalty?: (() => tf.Scalar) | undefined;
}

export interface StepResult {
  readonly loss: number;
  /** Images of the batch that were read correctly before the update. */
  readonly correct: number;
}

/** One gradient step: forward in training mode, backward, update. It leaves no tensor behind. */
export function trainStep(options: TrainStepOptions): StepResult {
  return tf.tidy(() => {
    const { model, optimizer, batch, learningRates } = options;
    const images = imagesOfBatch(model, batch);
    const variables = optimizer.parameters.map(({ variable }) => variable);
    let correct = 0;
    const { value, grads } = tf.variableGrads(() => {
      const logits = model.apply(images, { training: true }) as tf.Tensor2D;
      correct = countCorrect(logits, batch.labels);
      return lossOf(logits, options);
    }, variables);
    applyGradients(optimizer, grads, learningRates);
    return { loss: value.dataSync()[0], correct };
  });
}

export function imagesOfBatch(model: tf.LayersModel, { images, count }: Batch): tf.Tensor4D {
  const [, height, width, channels] = model.inputs[0].shape as [null, number, number, number];
  return tf.tensor4d(images, [count, height, width, channels]);
}

function lossOf(
  logits: tf.Tensor2D,
  { batch, labelSmoothing, penalty }: TrainStepOptions,
): tf.Scalar {
  const loss = softmaxCrossEntropy(logits, batch.labels, labelSmoothing);
  return penalty ? tf.add(loss, penalty()) : loss;
}
