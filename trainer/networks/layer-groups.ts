import * as tf from '@tensorflow/tfjs';
import type { SeededLayers } from './seeded-layers.js';

type Convolution = Parameters<SeededLayers['conv2d']>[0];

/** A SAME convolution without a bias, which its batch norm would take away again. */
export function normalized(
  { conv2d }: SeededLayers,
  config: Convolution & { readonly name: string },
): tf.layers.Layer[] {
  return [
    conv2d({ padding: 'same', useBias: false, ...config }),
    tf.layers.batchNormalization({ name: `${config.name}_bn` }),
  ];
}

export function relu(name: string): tf.layers.Layer {
  return tf.layers.reLU({ name });
}

/** Logits of each channel's mean over the plane. */
export function pooledLogits({ dense }: SeededLayers, classes: number): tf.layers.Layer[] {
  return [
    tf.layers.globalAveragePooling2d({ name: 'pool' }),
    dense({ name: 'logits', units: classes }),
  ];
}
