import * as tf from '@tensorflow/tfjs';
import { sumTo } from './sum-to.js';

/** A gradient, taken apart by where the values lie. */
export interface MaskedGradient {
  /** Zero where the value lies outside the range. */
  readonly inside: tf.Tensor;
  /** Its sum over the values below and above the range, of the range's shape. */
  readonly below: tf.Tensor;
  readonly above: tf.Tensor;
}

export interface MaskInputs {
  readonly dy: tf.Tensor;
  /** (x − l)/Δ, which lies in the range from 0 to n = 2^bits − 1, both included. */
  readonly position: tf.Tensor;
  readonly bits: number;
  /** The range's. */
  readonly shape: number[];
}

/** ⌊clip(position, 0, n) + ½⌋ with n = 2^bits − 1. */
export function staircaseCode(position: tf.Tensor, bits: number): tf.Tensor {
  return tf.floor(tf.add(tf.clipByValue(position, 0, 2 ** bits - 1), 0.5));
}

export function maskGradient({ dy, position, bits, shape }: MaskInputs): MaskedGradient {
  const greatest = 2 ** bits - 1;
  const clipped = tf.clipByValue(position, 0, greatest);
  const inside = tf.mul(dy, tf.cast(tf.equal(position, clipped), 'float32'));
  const outside = tf.sub(dy, inside);
  const above = tf.div(sumTo(tf.mul(outside, clipped), shape), greatest);
  return { inside, below: tf.sub(sumTo(outside, shape), above), above };
}
