import * as tf from '@tensorflow/tfjs';
import {
  hasUnitLevels,
  minimalErrorUpper,
  quantize,
  writeUppers,
  type MethodName,
  type QuantizerSpec,
} from '../quantizer/index.js';
import { QuantizedLayer } from './quantized-layer.js';

export interface WeightedConfig {
  readonly name?: string;
  readonly useBias: boolean;
  /** 1–8, or 32 for float weights. */
  readonly weightBits: number;
  readonly method: MethodName;
  /** One range for each output channel instead of one for the kernel. */
  readonly perChannel: boolean;
}

/** Least range of a kernel that is all zeros: its two middle levels are then next to nothing. */
const upperOfZeros = 1e-6;

/** A layer with a kernel whose symmetric quantizer runs in every forward pass, and a float bias. */
export abstract class WeightedLayer extends QuantizedLayer {
  private kernel!: tf.LayerVariable;
  /** null where there is none, or where it has been moved into a batch norm. */
  bias: tf.LayerVariable | null = null;

  protected constructor(readonly config: WeightedConfig) {
    super(config);
  }

  /** @param channelAxes how many of the kernel's last axes tell output channels apart */
  protected addKernel(shape: number[], channelAxes: number, outputs: number): void {
    const initializer = tf.initializers.heNormal({ seed: 1 });
    this.kernel = this.addWeight('kernel', shape, 'float32', initializer);
    if (this.config.useBias) {
      this.bias = this.addWeight('bias', [outputs], 'float32', tf.initializers.zeros());
    }
    const rangeShape = shape.map((size, axis) => (axis < shape.length - channelAxes ? 1 : size));
    this.addQuantizer(this.weightSpec(), this.config.perChannel ? rangeShape : []);
    this.fitWeightRange();
  }

  /** As tfjs keeps it: output channels last. */
  kernelShape(): tf.Shape {
    return this.kernel.shape;
  }

  /** The kernel that learns. */
  kernelValues(): tf.Tensor {
    return this.kernel.read();
  }

  /** The kernel as the forward pass uses it. */
  quantizedKernel(): tf.Tensor {
    const kernel = this.kernel.read();
    const ranges = this.quantizer.range?.read().size ?? 1;
    return quantize(this.quantizer, kernel, kernel.size / ranges);
  }

  /** The bias, where the layer has one. */
  biasValues(): tf.Tensor | undefined {
    return this.bias?.read();
  }

  /** Fits the range to the present kernel with minimal squared error. */
  fitWeightRange(): void {
    const { spec } = this.quantizer;
    if (!this.quantizer.range) return;
    const uppers = this.valuesByRange().map((values) =>
      hasUnitLevels(spec) ? 1 : minimalErrorUpper(values, spec.range, spec.bits, upperOfZeros),
    );
    writeUppers(this.quantizer, uppers);
  }

  protected withBias(values: tf.Tensor): tf.Tensor {
    return this.bias ? tf.add(values, this.bias.read()) : values;
  }

  private weightSpec(): QuantizerSpec {
    const { weightBits, method } = this.config;
    return { bits: weightBits, method, range: 'symmetric' };
  }

  /** The kernel's values, grouped by the range they belong to: channels are the last axes. */
  private valuesByRange(): Float32Array[] {
    const values = this.kernel.read().dataSync<'float32'>();
    const ranges = this.quantizer.range!.read().size;
    return Array.from({ length: ranges }, (_, range) =>
      Float32Array.from({ length: values.length / ranges }, (__, i) => values[i * ranges + range]),
    );
  }
}
