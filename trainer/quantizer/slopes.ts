import * as tf from '@tensorflow/tfjs';
import { sumTo } from './sum-to.js';

/** What the backward pass knows of one element-wise quantization, in units of the step Δ. */
export interface SlopeInputs {
  /** Gradient of the loss by the quantized values, zero where the value lies outside the range. */
  readonly inside: tf.Tensor;
  /** (x − l)/Δ, in 0 … 2^b − 1 inside the range. */
  readonly position: tf.Tensor;
  /** The hard staircase's code. */
  readonly code: tf.Tensor;
  /** Δ, a scalar or one for each channel. */
  readonly step: tf.Tensor;
  /** A scalar in (0, ½). */
  readonly alpha: tf.Scalar;
}

export interface SlopeGradients {
  /** With respect to the values: dy · g inside the range. */
  readonly values: tf.Tensor;
  readonly alpha: tf.Scalar;
  /** Σ dy · q inside the range, of the step's shape, which the range's gradient needs. */
  readonly levels: () => tf.Tensor;
}

type Slope = (inputs: SlopeInputs) => SlopeGradients;

export type SlopeName = 'soft' | 'straight-through';

/** g ≡ 1: inside the range the staircase counts as the identity; q is the hard staircase's. */
const straightThroughSlope: Slope = ({ inside, code, step }) => ({
  values: inside,
  alpha: tf.scalar(0),
  levels: () => sumTo(tf.mul(inside, code), step.shape),
});

/**
 * The slope of the soft staircase q = i + (s·t + 1)/2: g = (sK/2)(1 − t²), and its derivative by α,
 * (Δ/2)[s²t − 2s(1 − t²)z/(α(2 − α))], where i + ½ is the interval's centre, z ∈ [−½, ½) the
 * distance to it and t = tanh(Kz). Full passes over the tensor are what training time goes into:
 * the products that g needs serve α and q too, scalar factors are taken out of the sums, and what
 * values outside would give is never computed, because their gradient is 0.
 */
const softSlope: Slope = ({ inside, position, step, alpha }) => {
  const { sharpness, scale } = softShape(alpha);
  const centre = tf.add(tf.floor(position), 0.5);
  const place = tf.sub(position, centre);
  const bend = tf.tanh(tf.mul(place, sharpness));
  const flat = tf.sub(inside, tf.mul(tf.mul(inside, bend), bend));
  const bentSum = sumTo(tf.mul(inside, bend), step.shape);
  const flatFactor = tf.div(tf.mul(2, scale), tf.mul(alpha, tf.sub(2, alpha)));
  const flatSum = sumTo(tf.mul(flat, place), step.shape);
  const byAlpha = tf.sub(tf.mul(tf.square(scale), bentSum), tf.mul(flatFactor, flatSum));
  return {
    values: tf.mul(flat, tf.mul(tf.mul(scale, sharpness), 0.5)),
    alpha: tf.mul(tf.sum(tf.mul(byAlpha, step)), 0.5),
    levels: () => {
      const centres = sumTo(tf.mul(inside, centre), step.shape);
      return tf.add(centres, tf.mul(tf.mul(scale, 0.5), bentSum));
    },
  };
};

/** K = ln(2/α − 1) and s = 1/(1 − α), scalars. */
function softShape(alpha: tf.Scalar): { sharpness: tf.Scalar; scale: tf.Scalar } {
  return {
    sharpness: tf.log(tf.sub(tf.div(2, alpha), 1)),
    scale: tf.reciprocal(tf.sub(1, alpha)),
  };
}

/** How the backward pass of each slope is computed where the backend has no operation for it. */
export const slopes: Readonly<Record<SlopeName, Slope>> = {
  soft: softSlope,
  'straight-through': straightThroughSlope,
};
