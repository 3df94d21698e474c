import * as tf from '@tensorflow/tfjs';
import { WeightedLayer } from '../layers/index.js';
import { floatBits } from '../quantizer/index.js';

/**
 * Σ (ŵ − w)² over the quantized weights inside their ranges: it draws weights to the level that
 * they are on, so that they do not swing between two levels from step to step. No gradient goes
 * through ŵ, and none to weights beyond the outer levels, which cannot swing.
 *
 * Source: Nagel et al., "Overcoming Oscillations in Quantization-Aware Training", ICML 2022,
 * section 4.1.
 *
 * @returns a scalar, 0 where no weights are quantized
 */
export function dampingPenalty(model: tf.LayersModel): tf.Scalar {
  const layers = model.layers.filter(
    (layer): layer is WeightedLayer =>
      layer instanceof WeightedLayer && layer.quantizer.spec.bits !== floatBits,
  );
  return tf.tidy(() => {
    const parts = layers.map(distanceFromLevels);
    return parts.length > 0 ? tf.addN<tf.Scalar>(parts) : tf.scalar(0);
  });
}

function distanceFromLevels(layer: WeightedLayer): tf.Scalar {
  const distance = tf.customGrad((...inputs) => {
    const [kernel, save] = inputs as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    const inside = tf.lessEqual(tf.abs(kernel), tf.exp(layer.quantizer.range!.read()));
    const difference = tf.mul(tf.sub(kernel, layer.quantizedKernel()), tf.cast(inside, 'float32'));
    save([difference]);
    return {
      value: tf.sum(tf.square(difference)),
      gradFunc: (slope: tf.Tensor, saved: tf.Tensor[]) => tf.mul(slope, tf.mul(saved[0], 2)),
    };
  });
  return distance(layer.kernelValues()) as tf.Scalar;
}
