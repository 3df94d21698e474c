import * as tf from '@tensorflow/tfjs';
import type { Network } from './network.js';
import { chain, seededLayers } from './seeded-layers.js';

/** LeCun's LeNet-5 with batch norm, ReLU and max pooling, as today's low-bit papers use it. */
export const lenet5: Network = {
  name: 'lenet5',
  inputShape: [28, 28, 1],
  classes: 10,
  leastSize: 12,

  build({ inputShape, classes, seed }) {
    const { conv2d, dense } = seededLayers(seed);
    const { batchNormalization, reLU, maxPooling2d, flatten } = tf.layers;
    const input = tf.input({ shape: [...inputShape], name: 'input' });
    const output = chain(
      input,
      conv2d({ name: 'conv1', filters: 6, kernelSize: 5, padding: 'same', useBias: false }),
      batchNormalization({ name: 'bn1' }),
      reLU({ name: 'relu1' }),
      maxPooling2d({ name: 'pool1', poolSize: 2 }),
      conv2d({ name: 'conv2', filters: 16, kernelSize: 5, padding: 'valid', useBias: false }),
      batchNormalization({ name: 'bn2' }),
      reLU({ name: 'relu2' }),
      maxPooling2d({ name: 'pool2', poolSize: 2 }),
      flatten({ name: 'flatten' }),
      dense({ name: 'dense1', units: 120, useBias: false }),
      batchNormalization({ name: 'bn3' }),
      reLU({ name: 'relu3' }),
      dense({ name: 'dense2', units: 84, useBias: false }),
      batchNormalization({ name: 'bn4' }),
      reLU({ name: 'relu4' }),
      dense({ name: 'logits', units: classes }),
    );
    return tf.model({ inputs: input, outputs: output, name: 'lenet5' });
  },
};
