import * as tf from '@tensorflow/tfjs';
import { normalized, pooledLogits, relu } from './layer-groups.js';
import type { Network } from './network.js';
import { residualBlock } from './residual-block.js';
import { chain, seededLayers } from './seeded-layers.js';

const stages = [64, 128, 256, 512];

/**
 * ResNet-18 for ImageNet: a strided 7×7 stem and a 3×3 max pool, then four stages of two blocks.
 *
 * @see He et al., "Deep Residual Learning for Image Recognition" (2015), table 1
 */
export const resnet18: Network = {
  name: 'resnet18',
  inputShape: [224, 224, 3],
  classes: 1000,
  leastSize: 1,

  build({ inputShape, classes, seed }) {
    const layers = seededLayers(seed);
    const input = tf.input({ shape: [...inputShape], name: 'input' });
    const stem = chain(
      input,
      ...normalized(layers, { name: 'stem', filters: 64, kernelSize: 7, strides: 2 }),
      relu('stem_relu'),
      tf.layers.maxPooling2d({ name: 'stem_pool', poolSize: 3, strides: 2, padding: 'same' }),
    );
    const blocks = stages.flatMap((filters, stage) => [
      { name: `stage${stage + 1}_block1`, filters, stride: stage === 0 ? 1 : 2 },
      { name: `stage${stage + 1}_block2`, filters, stride: 1 },
    ]);
    const last = blocks.reduce((tensor, block) => residualBlock(layers, tensor, block), stem);
    const output = chain(last, ...pooledLogits(layers, classes));
    return tf.model({ inputs: input, outputs: output, name: 'resnet18' });
  },
};
