import * as tf from '@tensorflow/tfjs';
import { quantizationMethods, type MethodName, type QuantizationMethod } from './methods.js';
import { slopes, type SlopeGradients } from './slopes.js';
import { maskGradient, staircaseCode, type MaskedGradient } from './staircase-ops.js';
import { sumTo } from './sum-to.js';

export interface SoftQuantizeOptions {
  /** Any shape. */
  readonly values: tf.Tensor;
  /** Least level l, a shape that broadcasts to the values'; left out: 0, and never learnt. */
  readonly lower?: tf.Tensor | undefined;
  /** Greatest level u > l, of the same shape as l. */
  readonly upper: tf.Tensor;
  /** α in (0, ½), a scalar; only methods with a soft slope read it. */
  readonly alpha: tf.Scalar;
  /** 1–8. */
  readonly bits: number;
  readonly method: MethodName;
}

/**
 * Differentiable Soft Quantization as one operation: forward is the hard staircase
 * l + Δ·⌊clip((x − l)/Δ, 0, n) + ½⌋ with n = 2^bits − 1 and Δ = (u − l)/n; backward are the closed
 * forms of the soft staircase's derivatives by x, l, u and α. All methods have the same forward;
 * `lsq`, `pact` and `ste` have slope 1 in the closed forms.
 *
 * @returns the quantized values, of the values' shape
 * @see Gong et al., "Differentiable Soft Quantization", ICCV 2019, equations 3–13
 * @example
 * const levels = softQuantize({
 *   values: tf.tensor1d([-0.2, 0.4, 3]), upper: tf.scalar(1.5), alpha: tf.scalar(0.2),
 *   bits: 2, method: 'dsq',
 * }); // [0, 0.5, 1.5]
 */
export function softQuantize(options: SoftQuantizeOptions): tf.Tensor {
  const { values, lower, upper, alpha, bits, method } = options;
  const operation = tf.customGrad((...args: unknown[]) => {
    const [x, u, a, l] = args.slice(0, -1) as [tf.Tensor, tf.Tensor, tf.Scalar, tf.Tensor?];
    const save = args.at(-1) as (tensors: tf.Tensor[]) => void;
    const step = tf.div(l ? tf.sub(u, l) : u, 2 ** bits - 1);
    const position = tf.div(l ? tf.sub(x, l) : x, step);
    const code = staircaseCode(position, bits);
    save([position, code, step, a]);
    const levels = tf.mul(code, step);
    return {
      value: l ? tf.add(levels, l) : levels,
      gradFunc: (dy, saved) =>
        gradientsOf(dy, saved, { method, bits, learnsLower: l !== undefined }),
    };
  });
  return lower ? operation(values, upper, alpha, lower) : operation(values, upper, alpha);
}

type SavedTensors = [position: tf.Tensor, code: tf.Tensor, step: tf.Tensor, alpha: tf.Scalar];

interface GradientSettings {
  readonly method: MethodName;
  readonly bits: number;
  /** Whether l is an input of the operation. */
  readonly learnsLower: boolean;
}

/** By x, u, α and, where it is an input, l: the order of the operation's inputs. */
function gradientsOf(
  dy: tf.Tensor,
  saved: tf.Tensor[],
  { method, bits, learnsLower }: GradientSettings,
): tf.Tensor[] {
  const [position, code, step, alpha] = saved as SavedTensors;
  const { slope, range } = quantizationMethods[method];
  const masked = maskGradient({ dy, position, bits, shape: step.shape });
  const byValue = slopes[slope]({ inside: masked.inside, position, code, step, alpha });
  const inputs = { ...byValue, ...masked, position, greatest: 2 ** bits - 1, shape: step.shape };
  const { upper, lower } = rangeGradients[range](inputs);
  return [byValue.values, upper, byValue.alpha, ...(learnsLower ? [lower()] : [])];
}

interface RangeGradientInputs extends SlopeGradients, MaskedGradient {
  readonly position: tf.Tensor;
  readonly greatest: number;
  /** The range's. */
  readonly shape: number[];
}

interface RangeGradients {
  readonly upper: tf.Tensor;
  readonly lower: () => tf.Tensor;
}

const rangeGradients: Record<
  QuantizationMethod['range'],
  (inputs: RangeGradientInputs) => RangeGradients
> = { fixed: noRangeGradients, clipped: clippedRangeGradients, whole: wholeRangeGradients };

function noRangeGradients({ shape }: RangeGradientInputs): RangeGradients {
  return { upper: tf.zeros(shape), lower: () => tf.zeros(shape) };
}

/** A value outside moves the end that it is clipped to. */
function clippedRangeGradients({ below, above }: RangeGradientInputs): RangeGradients {
  return { upper: above, lower: () => below };
}

/**
 * Inside, ∂Q/∂u = (q − g·position)/n and ∂Q/∂l = 1 − ∂Q/∂u − ∂Q/∂x. Both follow from that of x,
 * because a quantizer keeps its form when x, l and u are scaled or moved together.
 */
function wholeRangeGradients(inputs: RangeGradientInputs): RangeGradients {
  const { inside, below, above, values, levels, position, greatest, shape } = inputs;
  const slopeSum = sumTo(tf.mul(values, position), shape);
  const within = tf.div(tf.sub(levels(), slopeSum), greatest);
  return {
    upper: tf.add(within, above),
    lower: () => {
      const moved = tf.sub(sumTo(inside, shape), sumTo(values, shape));
      return tf.add(tf.sub(moved, within), below);
    },
  };
}
