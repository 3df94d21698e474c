import * as tf from '@tensorflow/tfjs';
import { normalized, pooledLogits, relu } from './layer-groups.js';
import type { Network } from './network.js';
import { chain, seededLayers } from './seeded-layers.js';
import { separableBlock } from './separable-block.js';

const filters = 64;
const blocks = ['block1', 'block2', 'block3', 'block4'];

/**
 * MLPerf Tiny's keyword spotting network over 49 frames of 10 MFCCs: 2,656,768 multiply–accumulates.
 * It has no dropout: small data sets are varied by shifting and masking frames instead.
 *
 * @see https://github.com/mlcommons/tiny, benchmark/training/keyword_spotting/keras_model.py
 */
export const dsCnn: Network = {
  name: 'ds-cnn',
  inputShape: [49, 10, 1],
  classes: 12,
  leastSize: 1,

  build({ inputShape, classes, seed }) {
    const layers = seededLayers(seed);
    const input = tf.input({ shape: [...inputShape], name: 'input' });
    const output = chain(
      input,
      ...normalized(layers, { name: 'stem', filters, kernelSize: [10, 4], strides: 2 }),
      relu('stem_relu'),
      ...blocks.flatMap((name) => separableBlock(layers, { name, filters, stride: 1 })),
      ...pooledLogits(layers, classes),
    );
    return tf.model({ inputs: input, outputs: output, name: 'ds-cnn' });
  },
};
