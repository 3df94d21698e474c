import * as tf from '@tensorflow/tfjs';
import type { Network } from './network.js';
import { normalized, relu } from './layer-groups.js';
import { chain, seededLayers } from './seeded-layers.js';

/** Filters of the two convolutions before each max pool. */
const stages = [128, 256, 512];

/**
 * VGG-Small, on which the papers of low-bit networks compare their CIFAR-10 results: six 3×3
 * convolutions with three max pools, and one dense layer.
 *
 * @see Gong et al., "Differentiable Soft Quantization" (2019), section 4; Zhang et al., "LQ-Nets" (2018)
 */
export const vggSmall: Network = {
  name: 'vgg-small',
  inputShape: [32, 32, 3],
  classes: 10,
  leastSize: 8,

  build({ inputShape, classes, seed }) {
    const layers = seededLayers(seed);
    const input = tf.input({ shape: [...inputShape], name: 'input' });
    const convolutions = stages.flatMap((filters, stage) => [
      ...[1, 2].flatMap((place) => {
        const name = `conv${2 * stage + place}`;
        return [...normalized(layers, { name, filters, kernelSize: 3 }), relu(`${name}_relu`)];
      }),
      tf.layers.maxPooling2d({ name: `pool${stage + 1}`, poolSize: 2 }),
    ]);
    const output = chain(
      input,
      ...convolutions,
      tf.layers.flatten({ name: 'flatten' }),
      layers.dense({ name: 'logits', units: classes }),
    );
    return tf.model({ inputs: input, outputs: output, name: 'vgg-small' });
  },
};
