import * as tf from '@tensorflow/tfjs';
import { normalized, pooledLogits, relu } from './layer-groups.js';
import type { Network } from './network.js';
import { residualBlock } from './residual-block.js';
import { chain, seededLayers } from './seeded-layers.js';

const stages = [16, 32, 64];
const blocksOfStage = 3;

/**
 * He et al.'s ResNet-20 for CIFAR: three stages of three blocks. Shortcuts that change the shape are
 * projections, 0.26 of 40.8 million multiply–accumulates.
 *
 * @see He et al., "Deep Residual Learning for Image Recognition" (2015), section 4.2
 */
export const resnet20: Network = {
  name: 'resnet20',
  inputShape: [32, 32, 3],
  classes: 10,
  leastSize: 1,

  build({ inputShape, classes, seed }) {
    const layers = seededLayers(seed);
    const input = tf.input({ shape: [...inputShape], name: 'input' });
    const stem = chain(
      input,
      ...normalized(layers, { name: 'stem', filters: stages[0], kernelSize: 3 }),
      relu('stem_relu'),
    );
    const blocks = stages.flatMap((filters, stage) =>
      Array.from({ length: blocksOfStage }, (_, block) => ({
        name: `stage${stage + 1}_block${block + 1}`,
        filters,
        stride: stage > 0 && block === 0 ? 2 : 1,
      })),
    );
    const last = blocks.reduce((tensor, block) => residualBlock(layers, tensor, block), stem);
    const output = chain(last, ...pooledLogits(layers, classes));
    return tf.model({ inputs: input, outputs: output, name: 'resnet20' });
  },
};
