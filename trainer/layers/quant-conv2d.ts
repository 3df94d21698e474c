import * as tf from '@tensorflow/tfjs';
import { onlyShape } from './only-tensor.js';
import { WindowedLayer, type WindowedConfig } from './windowed-layer.js';

export interface QuantConv2DConfig extends WindowedConfig {
  readonly filters: number;
}

/**
 * 2-D convolution with quantized weights: [batch, height, width, in] to [batch, h, w, filters].
 *
 * @example
 * new QuantConv2D({
 *   name: 'conv1', filters: 16, kernelSize: [3, 3], strides: [1, 1], dilationRate: [1, 1],
 *   padding: 'same', useBias: false, weightBits: 2, method: 'dsq', perChannel: true,
 * });
 */
export class QuantConv2D extends WindowedLayer {
  static readonly className = 'QuantConv2D';
  protected override readonly convolve = tf.conv2d;

  constructor(override readonly config: QuantConv2DConfig) {
    super(config);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { kernelSize, filters } = this.config;
    this.addKernel([...kernelSize, onlyShape(inputShape)[3]!, filters], 1, filters);
    super.build(inputShape);
  }

  protected override outputChannels(): number {
    return this.config.filters;
  }
}

tf.serialization.registerClass(QuantConv2D);
