import * as tf from '@tensorflow/tfjs';
import { batchNormsOf } from './batch-norm.js';
import type { Split } from '../data/index.js';
import { pausePoint } from './pause-point.js';
import { imagesOf, spreadBatches } from './sample-images.js';

const batchSize = 256;

/**
 * Measures every batch norm's mean and variance anew with the weights as they are now, over at
 * most `wanted` images of a split: during training the averages lag behind the weights, and in
 * low-bit networks, where a weight jumps by whole levels, that costs accuracy.
 *
 * A batch norm keeps `momentum · average + (1 − momentum) · batch`, so with momentum k / (k + 1)
 * at batch k its average is the plain mean over the batches.
 *
 * Source: Sun et al., "Hybrid 8-bit Floating Point (HFP8) Training", NeurIPS 2019, section 3.2.
 */
export async function estimateBatchNorm(
  model: tf.LayersModel,
  split: Split,
  wanted: number,
  signal?: AbortSignal,
): Promise<void> {
  const layers = batchNormsOf(model);
  const before = layers.map(({ momentum }) => momentum);
  for (const [seen, indices] of spreadBatches(split.count, wanted, batchSize).entries()) {
    await pausePoint(signal);
    for (const layer of layers) layer.momentum = seen / (seen + 1);
    tf.tidy(() => {
      model.apply(imagesOf(model, split, indices), { training: true });
    });
  }
  layers.forEach((layer, i) => {
    layer.momentum = before[i];
  });
}
