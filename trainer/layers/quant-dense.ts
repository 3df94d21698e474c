import * as tf from '@tensorflow/tfjs';
import { onlyShape, onlyTensor } from './only-tensor.js';
import { WeightedLayer, type WeightedConfig } from './weighted-layer.js';

export interface QuantDenseConfig extends WeightedConfig {
  readonly units: number;
}

/** Fully connected layer with quantized weights: [batch, in] to [batch, units]. */
export class QuantDense extends WeightedLayer {
  static readonly className = 'QuantDense';

  constructor(override readonly config: QuantDenseConfig) {
    super(config);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { units } = this.config;
    this.addKernel([onlyShape(inputShape)[1]!, units], 1, units);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() =>
      this.withBias(tf.matMul(onlyTensor(inputs), this.quantizedKernel() as tf.Tensor2D)),
    );
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [onlyShape(inputShape)[0]!, this.config.units];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.config };
  }
}

tf.serialization.registerClass(QuantDense);
