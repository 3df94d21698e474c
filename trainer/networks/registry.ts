import type * as tf from '@tensorflow/tfjs';
import { autoencoder } from './autoencoder.js';
import { dsCnn } from './ds-cnn.js';
import { inputTooSmall, unknownNetwork } from './errors.js';
import { lenet5 } from './lenet5.js';
import { mobilenetV1 } from './mobilenet-v1-025.js';
import type { Network, NetworkOptions } from './network.js';
import { resnet18 } from './resnet18.js';
import { resnet20 } from './resnet20.js';
import { resnet8 } from './resnet8.js';
import { vggSmall } from './vgg-small.js';

/** Every network; adding one is a file and a line here. */
export const networks: readonly Network[] = [
  lenet5,
  vggSmall,
  resnet8,
  resnet20,
  resnet18,
  dsCnn,
  mobilenetV1,
  autoencoder,
];

export const networkNames: readonly string[] = networks.map(({ name }) => name);

/**
 * The network of that name.
 *
 * @throws SoftbitError `SB_NETWORK_UNKNOWN`
 */
export function findNetwork(name: string): Network {
  const network = networks.find((candidate) => candidate.name === name);
  if (!network) throw unknownNetwork(name, networkNames);
  return network;
}

/**
 * Builds a float network with seeded initial weights: [batch, height, width, channels] pixels in
 * [0, 1] to [batch, classes] logits.
 *
 * @throws SoftbitError `SB_NETWORK_UNKNOWN`, `SB_NETWORK_INPUT`
 * @example
 * const model = buildNetwork('lenet5', { classes: 10, seed: 42 });
 */
export function buildNetwork(name: string, options: NetworkOptions = {}): tf.LayersModel {
  const network = findNetwork(name);
  const { inputShape = network.inputShape, classes = network.classes, seed = 1 } = options;
  const { leastSize } = network;
  if (Math.min(...inputShape.slice(0, 2)) < leastSize) {
    throw inputTooSmall(name, inputShape, leastSize);
  }
  return network.build({ inputShape, classes, seed });
}
