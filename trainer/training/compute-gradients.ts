import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../data/index.js';
import { countCorrect, distillationLoss, softmaxCrossEntropy } from './loss.js';
import type { Distillation } from './recipes.js';

/** What a batch's loss is made of. */
export interface LossOptions {
  readonly model: tf.LayersModel;
  readonly batch: Batch;
  readonly labelSmoothing: number;
  /** A float network that reads the same images, and how much of the loss is learning from it. */
  readonly teacher?: (Distillation & { readonly model: tf.LayersModel }) | undefined;
  /** Added to the loss: a scalar, given the share of the phase's steps that are over. */
  readonly penalty?: ((progress: number) => tf.Scalar) | undefined;
  readonly progress?: number;
}

export interface GradientOptions extends LossOptions {
  readonly variables: readonly tf.Variable[];
}

export interface StepResult {
  readonly loss: number;
  /** Images of the batch that were read correctly before the update. */
  readonly correct: number;
}

export interface BatchGradients extends StepResult {
  /** One for each variable in their order; null where the loss does not depend on it. */
  readonly gradients: readonly (Float32Array | null)[];
}

/**
 * Forward in training mode, which moves batch norm's averages, and backward. The variables that
 * learn stay as they are, and no tensor is left behind.
 */
export function computeGradients(options: GradientOptions): BatchGradients {
  // Not what `tidy` returns: it would look for tensors in every number of the gradients.
  let result: BatchGradients;
  tf.tidy(() => {
    result = forwardAndBackward(options);
  });
  return result!;
}

function forwardAndBackward({ variables, ...options }: GradientOptions): BatchGradients {
  const { model, batch, teacher } = options;
  const images = imagesOfBatch(model, batch);
  const lesson = teacher?.model.apply(images, { training: false }) as tf.Tensor2D | undefined;
  let correct = 0;
  const { value, grads } = tf.variableGrads(() => {
    const logits = model.apply(images, { training: true }) as tf.Tensor2D;
    correct = countCorrect(logits, batch.labels);
    return lossOf(logits, lesson, options);
  }, [...variables]);
  const gradients = variables.map(({ name }) => readGradient(grads[name]));
  return { loss: value.dataSync()[0], correct, gradients };
}

function readGradient(gradient: tf.Tensor | undefined): Float32Array | null {
  return gradient ? gradient.dataSync<'float32'>() : null;
}

export function imagesOfBatch(model: tf.LayersModel, { images, count }: Batch): tf.Tensor4D {
  const [, height, width, channels] = model.inputs[0].shape as [null, number, number, number];
  return tf.tensor4d(images, [count, height, width, channels]);
}

function lossOf(
  logits: tf.Tensor2D,
  lesson: tf.Tensor2D | undefined,
  { batch, labelSmoothing, teacher, penalty, progress = 0 }: LossOptions,
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
