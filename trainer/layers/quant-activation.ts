import * as tf from '@tensorflow/tfjs';
import {
  floatBits,
  minimalErrorUpper,
  quantize,
  writeUppers,
  type MethodName,
} from '../quantizer/index.js';
import { onlyTensor } from './only-tensor.js';
import { QuantizedLayer } from './quantized-layer.js';

export interface QuantActivationConfig {
  readonly name?: string;
  readonly bits: number;
  readonly method: MethodName;
  /** `unsigned` replaces a ReLU, which its clipping at 0 implies; `signed` has a level at 0. */
  readonly range: 'unsigned' | 'signed';
  /**
   * Where the ReLU that it replaces is cut off. The range is fitted to values up to there and learns
   * from there on; float values are cut off.
   */
  readonly ceiling?: number | undefined;
}

/**
 * Quantizes activations of any shape to `bits` with one learnt range.
 *
 * @example
 * new QuantActivation({ name: 'relu1', bits: 2, method: 'dsq', range: 'unsigned' }).apply(input);
 */
export class QuantActivation extends QuantizedLayer {
  static readonly className = 'QuantActivation';
  /** While set, every call fits the range to its input before it quantizes. */
  calibrating = false;

  constructor(private readonly config: QuantActivationConfig) {
    super(config);
  }

  override build(inputShape: tf.Shape): void {
    this.addQuantizer(this.config, []);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const input = onlyTensor(inputs);
      if (this.calibrating) this.calibrate(input);
      const output = quantize(this.quantizer, input, input.size / input.shape[0]);
      const { bits, ceiling } = this.config;
      return bits === floatBits && ceiling !== undefined ? tf.minimum(output, ceiling) : output;
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { ceiling, ...config } = this.config;
    // An undefined ceiling would come back from JSON as null, which is one.
    return { ...super.getConfig(), ...config, ...(ceiling !== undefined && { ceiling }) };
  }

  private calibrate(input: tf.Tensor): void {
    const { bits, range, ceiling = Infinity } = this.config;
    if (bits === floatBits) return;
    const values = input.dataSync<'float32'>().map((value) => Math.min(value, ceiling));
    writeUppers(this.quantizer, [minimalErrorUpper(values, range, bits, 1)]);
  }
}

tf.serialization.registerClass(QuantActivation);
