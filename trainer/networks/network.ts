import type * as tf from '@tensorflow/tfjs';

export interface NetworkOptions {
  /** Height, width, channels; default: the network's own. */
  readonly inputShape?: readonly [height: number, width: number, channels: number] | undefined;
  readonly classes?: number | undefined;
  /** Decides the initial weights completely. Default 1. */
  readonly seed?: number | undefined;
}

/** A float network: pixels in [0, 1] go in, logits come out. One file each, listed in the registry. */
export interface Network {
  readonly name: string;
  readonly inputShape: readonly [height: number, width: number, channels: number];
  readonly classes: number;
  /** Height and width below which pooling leaves nothing over. */
  readonly leastSize: number;
  build(options: CompleteNetworkOptions): tf.LayersModel;
}

export interface CompleteNetworkOptions {
  readonly inputShape: readonly [height: number, width: number, channels: number];
  readonly classes: number;
  readonly seed: number;
}
