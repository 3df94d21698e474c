import * as tf from '@tensorflow/tfjs';
import { scoreAnswers, type AnswerScore, type Split } from '../data/index.js';
import { pausePoint } from './pause-point.js';
import { imagesOf, indexRange } from './sample-images.js';

const batchSize = 256;

/**
 * How many of a split's images the model reads correctly, in inference mode (moving averages, no
 * augmentation).
 *
 * @param model Takes [batch, height, width, channels] of pixels / 255, gives [batch, classes].
 * @throws The signal's reason when it is aborted between two batches.
 */
export async function evaluate(
  model: tf.LayersModel,
  split: Split,
  signal?: AbortSignal,
): Promise<AnswerScore> {
  return scoreAnswers(await answersOf(model, split, signal), split);
}

/** The class that the model takes each image of a split for. */
export async function answersOf(
  model: tf.LayersModel,
  split: Split,
  signal?: AbortSignal,
): Promise<number[]> {
  const answers: number[] = [];
  for (let start = 0; start < split.count; start += batchSize) {
    await pausePoint(signal);
    answers.push(...answersTo(model, split, start, Math.min(start + batchSize, split.count)));
  }
  return answers;
}

function answersTo(model: tf.LayersModel, split: Split, start: number, end: number) {
  return tf.tidy(() => {
    const images = imagesOf(model, split, indexRange(start, end));
    const logits = model.apply(images, { training: false }) as tf.Tensor2D;
    return tf.argMax(logits, 1).dataSync<'int32'>();
  });
}
