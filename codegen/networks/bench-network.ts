import { unknownBenchNetwork } from '../errors.js';
import type { Model } from '../model/graph.js';
import { autoencoder } from './autoencoder.js';
import { dsCnn } from './ds-cnn.js';
import { mobilenetV1 } from './mobilenet-v1.js';
import { resnet18 } from './resnet18.js';
import { resnet8 } from './resnet8.js';

/** Bits of a network's inner layers; its first and last ones have 8-bit weights. */
export interface BenchNetworkOptions {
  readonly weights: number;
  readonly activations: number;
  readonly seed?: number;
}

/** How one network is put together. */
export type BenchNetwork = (options: Required<BenchNetworkOptions>) => Model;

const networks = {
  resnet8,
  'ds-cnn': dsCnn,
  'mobilenet-v1-025': mobilenetV1,
  autoencoder,
  resnet18,
} satisfies Record<string, BenchNetwork>;

export type BenchNetworkName = keyof typeof networks;

/** The networks that speed is measured on. */
export const benchNetworkNames = Object.keys(networks) as BenchNetworkName[];

/**
 * The integer graph of a known network with random weights of a trained network's distribution, put
 * together as the exporter of trained networks puts them: residual adds in the convolution's
 * requantization, projections as 1×1 convolutions to 8-bit codes, the last layer's input 8-bit. What
 * it costs to run does not depend on training, so speed can be measured without.
 *
 * @param options.weights 1–8 bits
 * @param options.activations 1–8 bits
 * @param options.seed the same seed gives the same model; default 1
 * @throws SB_NETWORK_UNKNOWN
 * @example
 * const model = benchNetwork('resnet8', { weights: 2, activations: 2 });
 */
export function benchNetwork(
  name: string,
  { weights, activations, seed = 1 }: BenchNetworkOptions,
): Model {
  if (!Object.hasOwn(networks, name)) throw unknownBenchNetwork(name, benchNetworkNames);
  return networks[name as BenchNetworkName]({ weights, activations, seed });
}
