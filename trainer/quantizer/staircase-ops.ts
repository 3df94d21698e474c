import * as tf from '@tensorflow/tfjs';
import { nativeStaircaseOps } from './native-staircase-ops.js';
import { portableStaircaseOps } from './portable-staircase-ops.js';

/** A gradient, taken apart by where the values lie. */
export interface MaskedGradient {
  /** Zero where the value lies outside the range. */
  readonly inside: tf.Tensor;
  /** Its sum over the values below and above the range, of the range's shape. */
  readonly below: tf.Tensor;
  readonly above: tf.Tensor;
}

/** What training spends its time on, besides what any backend does in one pass anyway. */
export interface StaircaseOps {
  /** ⌊clip(position, 0, n) + ½⌋ with n = 2^bits − 1. */
  readonly code: (position: tf.Tensor, bits: number) => tf.Tensor;
  readonly mask: (inputs: MaskInputs) => MaskedGradient;
  /** dy · (1 − t²), where t is the hyperbolic tangent of something. */
  readonly tanhGradient: (t: tf.Tensor, dy: tf.Tensor) => tf.Tensor;
}

export interface MaskInputs {
  readonly dy: tf.Tensor;
  /** (x − l)/Δ, which lies in the range from 0 to n = 2^bits − 1, both included. */
  readonly position: tf.Tensor;
  readonly bits: number;
  /** The range's. */
  readonly shape: number[];
}

/** The operations of the present backend. */
export function staircaseOps(): StaircaseOps {
  return tf.getBackend() === 'tensorflow' ? nativeStaircaseOps : portableStaircaseOps;
}
