import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../data/index.js';
import { countCorrect, distillationLoss, softmaxCrossEntropy } from './loss.js';
import type { Distillation } from './recipes.js';
import { applyGradients, type LearningRates, type Optimizer } from './optimizers.js';

export interface TrainStepOptions {
  readonly model: tf.LayersModel;
  readonly optimizer: Optimizer;
  readonly batch: Batch;
  readonly learningRates: LearningRates;
  readonly labelSmoothing: number;
  /** A float network that reads the same images, and how much of the loss is learning from it. */
  readonly teacher?: (Distillation & { readonly model: tf.LayersModel }) | undefined;
  /** Greatest norm of the weights' gradient, null for any. */
  readonly clipNorm?: number | null;
  /** Added to the loss: a scalar, given the share of the phase's steps that are over. */
  readonly penalty?: ((progress: number) => tf.Scalar) | undefined;
  readonly progress?: number;
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
    const lesson = options.teacher?.model.apply(images, { training: false }) as
      tf.Tensor2D | undefined;
    let correct = 0;
    const { value, grads } = tf.variableGrads(() => {
      const logits = model.apply(images, { training: true }) as tf.Tensor2D;
      correct = countCorrect(logits, batch.labels);
      return lossOf(logits, lesson, options);
    }, variables);
    applyGradients(optimizer, grads, learningRates, options.clipNorm);
    return { loss: value.dataSync()[0], correct };
  });
}

export function imagesOfBatch(model: tf.LayersModel, { images, count }: Batch): tf.Tensor4D {
  const [, height, width, channels] = model.inputs[0].shape as [null, number, number, number];
  return tf.tensor4d(images, [count, height, width, channels]);
}

function lossOf(
  logits: tf.Tensor2D,
  lesson: tf.Tensor2D | undefined,
  { batch, labelSmoothing, teacher, penalty, progress = 0 }: TrainStepOptions,
): tf.Scalar {
  const parts = [softmaxCrossEntropy(logits, batch.labels, labelSmoothing)];
  if (teacher && lesson) {
    const taught = distillationLoss(logits, lesson, teacher.temperature);
    parts[0] = tf.mul(parts[0], 1 - teacher.share);
    parts.push(tf.mul(taught, teacher.share));
  }
  if (penalty) parts.push(penalty(progress));
  return parts.reduce((sum, part) => tf.add(sum, part));
}
