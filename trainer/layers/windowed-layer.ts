import * as tf from '@tensorflow/tfjs';
import { onlyShape, onlyTensor } from './only-tensor.js';
import { WeightedLayer, type WeightedConfig } from './weighted-layer.js';
import { windowedLength, type WindowConfig } from './window.js';

export type WindowedConfig = WeightedConfig & WindowConfig;

/** A weighted layer whose kernel slides over a plane: [batch, height, width, in] to [batch, h, w, out]. */
export abstract class WindowedLayer extends WeightedLayer {
  protected constructor(override readonly config: WindowedConfig) {
    super(config);
  }

  /** @param inputs channels in */
  protected abstract outputChannels(inputs: number): number;

  /** The operation of TensorFlow.js. */
  protected abstract readonly convolve: typeof tf.conv2d | typeof tf.depthwiseConv2d;

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { strides, padding, dilationRate } = this.config;
    return tf.tidy(() =>
      this.withBias(
        this.convolve(
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
    const [vertical, horizontal] = [
      windowedLength(height!, 0, this.config),
      windowedLength(width!, 1, this.config),
    ];
    return [batch!, vertical, horizontal, this.outputChannels(inputs!)];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.config } as unknown as tf.serialization.ConfigDict;
  }
}
