import * as tf from '@tensorflow/tfjs';
import { onlyShape, onlyTensor } from './only-tensor.js';
import { WeightedLayer, type WeightedConfig } from './weighted-layer.js';
import { windowedLength, type WindowConfig } from './window.js';

export interface QuantDepthwiseConv2DConfig extends WeightedConfig, WindowConfig {
  /** Output channels for each input channel. */
  readonly depthMultiplier: number;
}

/**
 * Depthwise 2-D convolution with quantized weights: [batch, height, width, in] to
 * [batch, h, w, in · depthMultiplier].
 */
export class QuantDepthwiseConv2D extends WeightedLayer {
  static readonly className = 'QuantDepthwiseConv2D';

  constructor(override readonly config: QuantDepthwiseConv2DConfig) {
    super(config);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { kernelSize, depthMultiplier } = this.config;
    const inputs = onlyShape(inputShape)[3]!;
    this.addKernel([...kernelSize, inputs, depthMultiplier], 2, inputs * depthMultiplier);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { strides, padding, dilationRate } = this.config;
    return tf.tidy(() =>
      this.withBias(
        tf.depthwiseConv2d(
          onlyTensor(inputs) as tf.Tensor4D,
          this.quantizedKernel() as tf.Tensor4D,
          [...strides],
          padding,
          'NHWC',
          [...dilationRate],
        ),
      ),
    );
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width, inputs] = onlyShape(inputShape);
    const { config } = this;
    return [
      batch!,
      windowedLength(height!, 0, config),
      windowedLength(width!, 1, config),
      inputs! * config.depthMultiplier,
    ];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.config } as unknown as tf.serialization.ConfigDict;
  }
}

tf.serialization.registerClass(QuantDepthwiseConv2D);
