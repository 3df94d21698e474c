import * as tf from '@tensorflow/tfjs';
import { calibrate } from '../quantize-model/index.js';
import type { Split } from '../data/index.js';
import { imagesOf, spreadBatches } from './sample-images.js';

/** Fits the activations' ranges to at most `wanted` images of a split. */
export function calibrateActivations(model: tf.LayersModel, split: Split, wanted: number): void {
  tf.tidy(() => {
    const [indices] = spreadBatches(split.count, wanted, wanted);
    calibrate(model, imagesOf(model, split, indices));
  });
}
