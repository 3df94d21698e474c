import * as tf from '@tensorflow/tfjs';

/** What the backward pass knows of one element-wise quantization, in units of the step Δ. */
export interface SlopeInputs {
  /** Gradient of the loss with respect to the quantized values, zero outside the range. */
  readonly insideGradient: tf.Tensor;
  /** (x − l)/Δ brought into 0 … 2^b − 1. */
  readonly position: tf.Tensor;
  /** Δ, a scalar or one for each channel. */
  readonly step: tf.Tensor;
  /** A scalar in (0, ½). */
  readonly alpha: tf.Scalar;
}

export interface SlopeGradients {
  readonly values: tf.Tensor;
  readonly alpha: tf.Scalar;
}

export type Slope = (inputs: SlopeInputs) => SlopeGradients;

/** g ≡ 1: inside the range the staircase counts as the identity. */
export const straightThroughSlope: Slope = ({ insideGradient }) => ({
  values: insideGradient,
  alpha: tf.scalar(0),
});

/**
 * The slope of the soft staircase, g = (sK/2)(1 − t²), and its derivative by α,
 * (Δ/2)[s²t − 2s(1 − t²)z/(α(2 − α))], where z ∈ [−½, ½) is the place in the interval and
 * t = tanh(Kz). Full passes over the tensor are what training time goes into: the α gradient
 * reuses the products that g needs anyway, and all scalar factors are taken out of the sums.
 */
export const softSlope: Slope = ({ insideGradient, position, step, alpha }) => {
  const { sharpness, scale } = softShape(alpha);
  const place = tf.sub(tf.sub(position, tf.floor(position)), 0.5);
  const bend = tf.tanh(tf.mul(place, sharpness));
  const bent = tf.mul(insideGradient, bend);
  const flat = tf.sub(insideGradient, tf.mul(bent, bend));
  const alphaFirst = tf.mul(tf.square(scale), sumWith(bent, step));
  const alphaSecond = tf.mul(
    tf.div(tf.mul(2, scale), tf.mul(alpha, tf.sub(2, alpha))),
    sumWith(tf.mul(flat, place), step),
  );
  return {
    values: tf.mul(flat, tf.mul(tf.mul(scale, sharpness), 0.5)),
    alpha: tf.mul(tf.sub(alphaFirst, alphaSecond), 0.5),
  };
};

/** K = ln(2/α − 1) and s = 1/(1 − α), scalars. */
function softShape(alpha: tf.Scalar): { sharpness: tf.Scalar; scale: tf.Scalar } {
  return {
    sharpness: tf.log(tf.sub(tf.div(2, alpha), 1)),
    scale: tf.reciprocal(tf.sub(1, alpha)),
  };
}

/** Σ values · step; a scalar step is multiplied in after the sum. */
function sumWith(values: tf.Tensor, step: tf.Tensor): tf.Scalar {
  if (step.size === 1) return tf.mul(tf.sum(values), tf.reshape(step, []));
  return tf.sum(tf.mul(values, step));
}
