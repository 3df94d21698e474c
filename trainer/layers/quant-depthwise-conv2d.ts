import * as tf from '@tensorflow/tfjs';
import { onlyShape } from './only-tensor.js';
import { WindowedLayer, type WindowedConfig } from './windowed-layer.js';

export interface QuantDepthwiseConv2DConfig extends WindowedConfig {
  /** Output channels for each input channel. */
  readonly depthMultiplier: number;
}

/**
 * Depthwise 2-D convolution with quantized weights: [batch, height, width, in] to
 * [batch, h, w, in · depthMultiplier].
 */
export class QuantDepthwiseConv2D extends WindowedLayer {
  static readonly className = 'QuantDepthwiseConv2D';
  protected override readonly convolve = tf.depthwiseConv2d;

  constructor(override readonly config: QuantDepthwiseConv2DConfig) {
    super(config);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { kernelSize, depthMultiplier } = this.config;
    const inputs = onlyShape(inputShape)[3]!;
    this.addKernel([...kernelSize, inputs, depthMultiplier], 2, inputs * depthMultiplier);
    super.build(inputShape);
  }

  protected override outputChannels(inputs: number): number {
    return inputs * this.config.depthMultiplier;
  }
}

tf.serialization.registerClass(QuantDepthwiseConv2D);
