import * as tf from '@tensorflow/tfjs';
import type { Split } from '../data/index.js';
import { countCorrect } from './loss.js';
import { pausePoint } from './pause-point.js';
import { imagesOf, indexRange } from './sample-images.js';

const batchSize = 256;

/**
 * The share of a split's images that the model reads correctly, in inference mode (moving
 * averages, no augmentation).
 *
 * @param model Takes [batch, height, width, channels] of pixels / 255, gives [batch, classes].
 * @returns A number from 0 to 1; 0 for an empty split, which proves nothing.
 * @throws The signal's reason when it is aborted between two batches.
 */
export async function evaluate(
  model: tf.LayersModel,
  split: Split,
  signal?: AbortSignal,
): Promise<number> {
  let correct = 0;
  for (let start = 0; start < split.count; start += batchSize) {
    await pausePoint(signal);
    correct += countBatch(model, split, start, Math.min(start + batchSize, split.count));
  }
  return correct / Math.max(1, split.count);
}

function countBatch(model: tf.LayersModel, split: Split, start: number, end: number): number {
  return tf.tidy(() => {
    const images = imagesOf(model, split, indexRange(start, end));
    const logits = model.apply(images, { training: false }) as tf.Tensor2D;
    return countCorrect(logits, split.labels.subarray(start, end));
  });
}
