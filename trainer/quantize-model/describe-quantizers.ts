import * as tf from '@tensorflow/tfjs';
import { QuantizedLayer } from '../layers/index.js';
import {
  alphaOf,
  floatBits,
  rangeKinds,
  readAlpha,
  readUppers,
  type Quantizer,
} from '../quantizer/index.js';

/** A quantizer's state, for reports. */
export interface QuantizerDescription {
  /** The layer's name. */
  readonly name: string;
  readonly bits: number;
  /** null where the method has none. */
  readonly alpha: number | null;
  /** Least levels: one, or one for each channel. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** The model's quantizers in the order of its layers, without those that pass values through. */
export function quantizersOf(model: tf.LayersModel): Quantizer[] {
  return model.layers
    .filter((layer) => layer instanceof QuantizedLayer)
    .map(({ quantizer }) => quantizer)
    .filter(({ spec }) => spec.bits !== floatBits);
}

/** Bits, α and range of every quantizer of a model. */
export function describeQuantizers(model: tf.LayersModel): QuantizerDescription[] {
  return quantizersOf(model).map((quantizer) => {
    const { bits, range } = quantizer.spec;
    const upper = [...readUppers(quantizer)];
    const ratio = rangeKinds[range].lowerRatio(bits);
    const lower = upper.map((value) => (ratio === 0 ? 0 : -ratio * value));
    return { name: quantizer.name, bits, alpha: readAlpha(quantizer), lower, upper };
  });
}

/**
 * Σ α² over the model's quantizers, the paper's regularizer, differentiable by every α.
 *
 * @returns a scalar, 0 where no quantizer has an α
 */
export function alphaPenalty(model: tf.LayersModel): tf.Scalar {
  return tf.tidy(() => {
    const parameters = quantizersOf(model).flatMap(({ alpha }) => (alpha ? [alpha.read()] : []));
    return parameters.length > 0
      ? tf.sum<tf.Scalar>(tf.square(alphaOf(tf.stack(parameters))))
      : tf.scalar(0);
  });
}
