import * as tf from '@tensorflow/tfjs';
import { onlyShape, onlyTensor } from './only-tensor.js';
import { WeightedLayer, type WeightedConfig } from './weighted-layer.js';
import { windowedLength, type WindowConfig } from './window.js';

export interface QuantConv2DConfig extends WeightedConfig, WindowConfig {
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
export class QuantConv2D extends WeightedLayer {
  static readonly className = 'QuantConv2D';

  constructor(override readonly config: QuantConv2DConfig) {
    super(config);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { kernelSize, filters } = this.config;
    this.addKernel([...kernelSize, onlyShape(inputShape)[3]!, filters], 1, filters);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { strides, padding, dilationRate } = this.config;
    return tf.tidy(() =>
      this.withBias(
        tf.conv2d(
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
    const [batch, height, width] = onlyShape(inputShape);
    const { config } = this;
    return [
      batch!,
      windowedLength(height!, 0, config),
      windowedLength(width!, 1, config),
      config.filters,
    ];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.config } as unknown as tf.serialization.ConfigDict;
  }
}

tf.serialization.registerClass(QuantConv2D);
