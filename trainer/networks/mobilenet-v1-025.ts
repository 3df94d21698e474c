import * as tf from '@tensorflow/tfjs';
import { normalized, pooledLogits, relu } from './layer-groups.js';
import type { Network } from './network.js';
import { chain, seededLayers } from './seeded-layers.js';
import { separableBlock } from './separable-block.js';

/** Output channels, a quarter of the full network's, and stride of each block. */
const blocks: readonly (readonly [filters: number, stride: number])[] = [
  [16, 1],
  [32, 2],
  [32, 1],
  [64, 2],
  [64, 1],
  [128, 2],
  [128, 1],
  [128, 1],
  [128, 1],
  [128, 1],
  [128, 1],
  [256, 2],
  [256, 1],
];

/**
 * MLPerf Tiny's visual wake words network, MobileNetV1 of width 0.25: 7,489,664
 * multiply–accumulates.
 *
 * @see https://github.com/mlcommons/tiny, benchmark/training/visual_wake_words/vww_model.py
 */
export const mobilenetV1: Network = {
  name: 'mobilenet-v1-025',
  inputShape: [96, 96, 3],
  classes: 2,
  leastSize: 1,

  build({ inputShape, classes, seed }) {
    const layers = seededLayers(seed);
    const input = tf.input({ shape: [...inputShape], name: 'input' });
    const output = chain(
      input,
      ...normalized(layers, { name: 'stem', filters: 8, kernelSize: 3, strides: 2 }),
      relu('stem_relu'),
      ...blocks.flatMap(([filters, stride], index) =>
        separableBlock(layers, { name: `block${index + 1}`, filters, stride }),
      ),
      ...pooledLogits(layers, classes),
    );
    return tf.model({ inputs: input, outputs: output, name: 'mobilenet-v1-025' });
  },
};
