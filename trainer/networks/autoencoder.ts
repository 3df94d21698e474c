import * as tf from '@tensorflow/tfjs';
import type { Network } from './network.js';
import { relu } from './layer-groups.js';
import { chain, seededLayers } from './seeded-layers.js';

const units = [128, 128, 128, 128, 8, 128, 128, 128, 128];

/**
 * MLPerf Tiny's anomaly detection network: ten dense layers, 264,192 multiply–accumulates. Its
 * outputs are the reconstruction of its inputs; `classes` is how many there are.
 *
 * @see https://github.com/mlcommons/tiny, benchmark/training/anomaly_detection/keras_model.py
 */
export const autoencoder: Network = {
  name: 'autoencoder',
  inputShape: [1, 1, 640],
  classes: 640,
  leastSize: 1,

  build({ inputShape, classes, seed }) {
    const { dense } = seededLayers(seed);
    const input = tf.input({ shape: [...inputShape], name: 'input' });
    const hidden = units.flatMap((count, index) => [
      dense({ name: `dense${index + 1}`, units: count, useBias: false }),
      tf.layers.batchNormalization({ name: `bn${index + 1}` }),
      relu(`relu${index + 1}`),
    ]);
    const output = chain(
      input,
      tf.layers.flatten({ name: 'flatten' }),
      ...hidden,
      dense({ name: 'logits', units: classes }),
    );
    return tf.model({ inputs: input, outputs: output, name: 'autoencoder' });
  },
};
