import * as tf from '@tensorflow/tfjs';
import {
  hasAlpha,
  initialAlphaParameter,
  floatBits,
  type Quantizer,
  type QuantizerSpec,
} from '../quantizer/index.js';

type LayerConfig = ConstructorParameters<typeof tf.layers.Layer>[0];

/** A layer with one quantizer, of its kernel or of its output. */
export abstract class QuantizedLayer extends tf.layers.Layer {
  /** Available once the layer is built. */
  quantizer!: Quantizer;

  protected constructor(config: LayerConfig & { name?: string }) {
    super(config);
  }

  /**
   * Creates the quantizer's variables, `LAYER/range` and `LAYER/alpha`.
   *
   * @param rangeShape [] for one range, or a shape that broadcasts to what is quantized
   */
  protected addQuantizer(spec: QuantizerSpec, rangeShape: number[]): void {
    const { name } = this;
    const quantized = spec.bits !== floatBits;
    const range = quantized ? this.addParameter('range', rangeShape, 0) : undefined;
    const alpha = hasAlpha(spec)
      ? this.addParameter('alpha', [], initialAlphaParameter)
      : undefined;
    this.quantizer = { name, spec, range, alpha };
  }

  private addParameter(name: string, shape: number[], value: number): tf.LayerVariable {
    return this.addWeight(name, shape, 'float32', tf.initializers.constant({ value }));
  }
}

/** Whether a variable is a quantizer's range or α, which learn at a rate of their own. */
export function isQuantizerVariable({ name }: { readonly name: string }): boolean {
  return /\/(range|alpha)(_\d+)?$/.test(name);
}
