import * as tf from '@tensorflow/tfjs';
import { fusedOps } from '../backend/index.js';
import { alphaOf, initialAlpha } from './alpha.js';
import { fusedQuantize } from './fused-quantize.js';
import { quantizationMethods, type MethodName } from './methods.js';
import { rangeKinds, type RangeName } from './ranges.js';
import { scaleGradient } from './scale-gradient.js';
import { softQuantize } from './soft-quantize.js';

/** Bits that stand for "not quantized". */
export const floatBits = 32;

export interface QuantizerSpec {
  /** 1–8, or 32 to pass values through. */
  readonly bits: number;
  readonly method: MethodName;
  readonly range: RangeName;
}

/** Anything that holds a tensor: a `tf.LayerVariable`, or a constant in a test. */
export interface Parameter {
  read(): tf.Tensor;
  write(value: tf.Tensor): unknown;
}

/**
 * A quantizer and its learnt parameters. The range variable holds ln u: u stays positive whatever
 * the optimizer does, and a step of Adam changes a range by a share of itself, be it 0.01 or 10.
 */
export interface Quantizer {
  /** The layer it belongs to. */
  readonly name: string;
  readonly spec: QuantizerSpec;
  /** ln u, a scalar or one for each channel in a shape that broadcasts; none at 32 bits. */
  readonly range?: Parameter | undefined;
  /** a in α = ½·sigmoid(a), a scalar; none where the method has no α. */
  readonly alpha?: Parameter | undefined;
}

/**
 * Quantizes values with the quantizer's present parameters, differentiably.
 *
 * @param elementsPerRange what the range's gradient is divided by, √(N·n), counts as N: weights a
 * range serves, or activations of one sample
 * @see Esser et al., "Learned Step Size Quantization", ICLR 2020, section 2.2
 */
export function quantize(
  quantizer: Quantizer,
  values: tf.Tensor,
  elementsPerRange: number,
): tf.Tensor {
  const { spec, range, alpha } = quantizer;
  if (!range) return spec.range === 'unsigned' ? tf.relu(values) : values;
  const learning = hasUnitLevels(spec) ? 0 : 1;
  const inputs: QuantizeValues = {
    values,
    range: range.read(),
    alphaParameter: alpha?.read(),
    spec,
    factor: learning / Math.sqrt(elementsPerRange * (2 ** spec.bits - 1)),
  };
  const ops = fusedOps();
  return ops ? fusedQuantize(ops, inputs) : composedQuantize(inputs);
}

/** One quantization with the parameters as tensors. */
export interface QuantizeValues {
  readonly values: tf.Tensor;
  /** ln u. */
  readonly range: tf.Tensor;
  /** a in α = ½·sigmoid(a); left out: α is 0.2. */
  readonly alphaParameter: tf.Tensor | undefined;
  readonly spec: QuantizerSpec;
  /** What the range's gradient is multiplied by. */
  readonly factor: number;
}

/** By operations that every backend has. */
export function composedQuantize(inputs: QuantizeValues): tf.Tensor {
  const { values, range, alphaParameter, spec, factor } = inputs;
  const upper = tf.exp(scaleGradient(range, factor));
  return softQuantize({
    values,
    upper,
    lower: lowerOf(upper, spec),
    alpha: alphaParameter ? alphaOf(alphaParameter as tf.Scalar) : tf.scalar(initialAlpha),
    bits: spec.bits,
    method: spec.method,
  });
}

function lowerOf(upper: tf.Tensor, { range, bits }: QuantizerSpec): tf.Tensor | undefined {
  const ratio = rangeKinds[range].lowerRatio(bits);
  return ratio === 0 ? undefined : tf.mul(upper, -ratio);
}

/** Sets the greatest level or levels; `uppers` has as many as the quantizer has ranges. */
export function writeUppers({ range }: Quantizer, uppers: readonly number[]): void {
  if (!range) return;
  const logarithms = uppers.map((upper) => Math.log(upper));
  tf.tidy(() => {
    range.write(tf.tensor(logarithms, range.read().shape));
  });
}

/** The greatest level or levels, as the forward pass computes them. */
export function readUppers({ range }: Quantizer): Float32Array {
  if (!range) return new Float32Array(0);
  return tf.tidy(() => Float32Array.from(tf.exp(range.read()).dataSync()));
}

/** α, or null where the method has none. */
export function readAlpha({ alpha }: Quantizer): number | null {
  return alpha ? tf.tidy(() => alphaOf(alpha.read()).dataSync()[0]) : null;
}

/** Whether the quantizer's method and bits give it an α. */
export function hasAlpha({ bits, method }: QuantizerSpec): boolean {
  return bits !== floatBits && quantizationMethods[method].learnsAlpha;
}

/** Whether the levels are −1 and 1 for good. */
export function hasUnitLevels({ bits, method, range }: QuantizerSpec): boolean {
  return quantizationMethods[method].unitLevels && bits === 1 && range === 'symmetric';
}
