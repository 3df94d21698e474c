import * as tf from '@tensorflow/tfjs';
import { QuantActivation } from '../layers/index.js';

/**
 * Fits every activation range with minimal squared error to what this batch gives it, front to
 * back: each quantizer sees its input as the quantizers before it leave it.
 *
 * @param batch [count, …] of the model's input; a few hundred samples do
 */
export function calibrate(model: tf.LayersModel, batch: tf.Tensor): void {
  const activations = model.layers.filter((layer) => layer instanceof QuantActivation);
  setCalibrating(activations, true);
  try {
    tf.tidy(() => {
      model.apply(batch, { training: false });
    });
  } finally {
    setCalibrating(activations, false);
  }
}

function setCalibrating(activations: readonly QuantActivation[], calibrating: boolean): void {
  for (const activation of activations) activation.calibrating = calibrating;
}
