import * as tf from '@tensorflow/tfjs';
import type { Split } from './stand-in.js';
import { countCorrect } from './loss.js';
import { pausePoint } from './pause-point.js';

const batchSize = 256;

/**
 * The share of a split's images that the model reads correctly, in inference mode (moving
 * averages, no augmentation).
 *
 * @param model Takes [batch, height, width, channels] of pixels / 255, gives [batch, classes].
 * @returns A number from 0 to 1, or NaN for an empty split.
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
  return correct / split.count;
}

function countBatch(model: tf.LayersModel, split: Split, start: number, end: number): number {
  return tf.tidy(() => {
    const logits = model.apply(imagesOf(model, split, start, end), { training: false });
    return countCorrect(logits as tf.Tensor2D, split.labels.subarray(start, end));
  });
}

/** Images `start` to `end` of a split as the network sees them, not augmented. */
export function imagesOf(
  model: tf.LayersModel,
  split: Split,
  start: number,
  end: number,
): tf.Tensor4D {
  const [, height, width, channels] = model.inputs[0].shape as [null, number, number, number];
  const size = height * width * channels;
  const pixels = Float32Array.from(split.images.subarray(start * size, end * size));
  for (let i = 0; i < pixels.length; i++) pixels[i] /= 255;
  return tf.tensor4d(pixels, [end - start, height, width, channels]);
}
