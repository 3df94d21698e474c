import * as tf from '@tensorflow/tfjs';
import { pixelValues, type Split } from '../data/index.js';

/**
 * Images of a split as the network sees them, not augmented.
 *
 * @returns [indices, height, width, channels], as the model's input asks.
 */
export function imagesOf(
  model: tf.LayersModel,
  split: Split,
  indices: readonly number[],
): tf.Tensor4D {
  const [, height, width, channels] = model.inputs[0].shape as [null, number, number, number];
  const size = height * width * channels;
  const values = pixelValues(split);
  const pixels = new Float32Array(indices.length * size);
  indices.forEach((index, position) => {
    const start = index * size - position * size;
    const end = (position + 1) * size;
    for (let i = position * size; i < end; i++) pixels[i] = values[split.images[start + i]];
  });
  return tf.tensor4d(pixels, [indices.length, height, width, channels]);
}

/** The indices from `start` up to but not including `end`. */
export function indexRange(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}

/**
 * Indices of at most `wanted` images, evenly spread over the split in batches that are each spread
 * over all of it: an image folder stands sorted by class, and every batch needs all classes.
 */
export function spreadBatches(count: number, wanted: number, batchSize: number): number[][] {
  const total = Math.min(count, wanted);
  const batches = Math.ceil(total / batchSize);
  const sample = Array.from({ length: total }, (_, i) => Math.floor((i * count) / total));
  return indexRange(0, batches).map((batch) => sample.filter((_, i) => i % batches === batch));
}
