import * as tf from '@tensorflow/tfjs';
import { quantizationMethods, type MethodName } from './methods.js';
import { sumTo } from './sum-to.js';

export interface SoftQuantizeOptions {
  /** Any shape. */
  readonly values: tf.Tensor;
  /** Least level l, a shape that broadcasts to the values'; left out: 0, and never learnt. */
  readonly lower?: tf.Tensor | undefined;
  /** Greatest level u > l, of the same shape as l. */
  readonly upper: tf.Tensor;
  /** α in (0, ½), a scalar; only `dsq` reads it. */
  readonly alpha: tf.Scalar;
  /** 1–8. */
  readonly bits: number;
  readonly method: MethodName;
}

/**
 * Differentiable Soft Quantization as one operation: forward is the hard staircase
 * l + Δ·⌊clip((x − l)/Δ, 0, n) + ½⌋ with n = 2^bits − 1 and Δ = (u − l)/n; backward are the closed
 * forms of the soft staircase's derivatives by x, l, u and α. `lsq` and `ste` have the same forward
 * and, in the closed forms, slope 1.
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
  const greatest = 2 ** bits - 1;
  const operation = tf.customGrad((...tensorsAndSave: unknown[]) => {
    const [x, u, a, l] = tensorsAndSave.slice(0, -1) as tf.Tensor[];
    const save = tensorsAndSave.at(-1) as (tensors: tf.Tensor[]) => void;
    const step = tf.div(l ? tf.sub(u!, l) : u!, greatest);
    const position = tf.div(l ? tf.sub(x!, l) : x!, step);
    const clipped = tf.clipByValue(position, 0, greatest);
    const code = tf.floor(tf.add(clipped, 0.5));
    save([position, clipped, code, step, a!]);
    const quantized = tf.mul(code, step);
    return {
      value: l ? tf.add(quantized, l) : quantized,
      gradFunc: (dy, saved) =>
        backward({ dy, saved, method, greatest, withLower: l !== undefined }),
    };
  });
  return lower ? operation(values, upper, alpha, lower) : operation(values, upper, alpha);
}

interface BackwardOptions {
  readonly dy: tf.Tensor;
  readonly saved: tf.Tensor[];
  readonly method: MethodName;
  readonly greatest: number;
  readonly withLower: boolean;
}

/**
 * In the order of the operation's inputs: x, u, α and, where it has one, l. A quantizer keeps its
 * form when x, l and u are scaled or moved together, so that the range's gradients follow from
 * that of x: u·∂u + l·∂l + x·∂x = Q and ∂u + ∂l + ∂x = 1, element by element.
 */
function backward({ dy, saved, method, greatest, withLower }: BackwardOptions): tf.Tensor[] {
  const [position, clipped, code, step, alpha] = saved as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Scalar,
  ];
  const { slope, learnsRange } = quantizationMethods[method];
  const insideGradient = tf.mul(dy, tf.cast(tf.equal(position, clipped), 'float32'));
  const slopes = slope({ insideGradient, position: clipped, step, alpha });
  const inOrder = [slopes.values];
  const { shape } = step;
  if (!learnsRange) {
    inOrder.push(tf.zeros(shape), slopes.alpha);
    if (withLower) inOrder.push(tf.zeros(shape));
    return inOrder;
  }
  const upper = tf.div(
    tf.sub(sumTo(tf.mul(dy, code), shape), sumTo(tf.mul(slopes.values, clipped), shape)),
    greatest,
  );
  inOrder.push(upper, slopes.alpha);
  if (withLower) {
    const moved = tf.sub(sumTo(dy, shape), sumTo(slopes.values, shape));
    inOrder.push(tf.sub(moved, upper));
  }
  return inOrder;
}
