import * as tf from '@tensorflow/tfjs';
import { nativeFusedOps } from './native/native-fused-ops.js';
import { wasmFusedOps } from './wasm/fused/wasm-fused-ops.js';

/** A quantizer's forward pass. */
export interface QuantizeInputs {
  /** Any shape. */
  readonly x: tf.Tensor;
  /** u: one number, or one for each channel, which the last axes of x count. */
  readonly upper: tf.Tensor;
  /** 1–8. */
  readonly bits: number;
  /** l = −lowerRatio · u. */
  readonly lowerRatio: number;
}

/** Its backward pass, with u = e^range and α = ½·sigmoid(a). */
export interface QuantizeGradientInputs extends QuantizeInputs {
  readonly dy: tf.Tensor;
  /** a, a scalar; only the soft slope reads it. */
  readonly alphaParameter: tf.Tensor;
  /** The soft staircase's slope, or 1. */
  readonly soft: boolean;
  readonly range: 'fixed' | 'clipped' | 'whole';
  /** What the range's gradient is multiplied by. */
  readonly factor: number;
}

export interface QuantizeGradients {
  readonly x: tf.Tensor;
  /** By range = ln u. */
  readonly range: tf.Tensor;
  /** By a. */
  readonly alphaParameter: tf.Tensor;
}

/** Batch norm's training pass over the last axis, one number a channel but for x. */
export interface BatchNormInputs {
  readonly x: tf.Tensor;
  readonly gamma: tf.Tensor;
  readonly beta: tf.Tensor;
  readonly movingMean: tf.Tensor;
  readonly movingVariance: tf.Tensor;
  readonly epsilon: number;
  readonly momentum: number;
}

export interface BatchNormOutputs {
  readonly y: tf.Tensor;
  /** The batch's own, the variance divided by the number of samples. */
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
  /** The moving averages after this batch. */
  readonly movingMean: tf.Tensor;
  readonly movingVariance: tf.Tensor;
}

export interface BatchNormGradientInputs {
  readonly dy: tf.Tensor;
  readonly x: tf.Tensor;
  readonly gamma: tf.Tensor;
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
  readonly epsilon: number;
}

export interface BatchNormGradients {
  readonly x: tf.Tensor;
  readonly gamma: tf.Tensor;
  readonly beta: tf.Tensor;
}

/**
 * What a training step spends its time on besides convolutions, each in as few passes over the
 * activations as it takes. Composed of TensorFlow.js operations the same takes some thirty passes.
 */
export interface FusedOps {
  /** The hard staircase, bit for bit that of the composed operations. */
  readonly quantize: (inputs: QuantizeInputs) => tf.Tensor;
  readonly quantizeGradient: (inputs: QuantizeGradientInputs) => QuantizeGradients;
  readonly batchNorm: (inputs: BatchNormInputs) => BatchNormOutputs;
  readonly batchNormGradient: (inputs: BatchNormGradientInputs) => BatchNormGradients;
  /** dy where y > 0, else 0. */
  readonly reluGradient: (dy: tf.Tensor, y: tf.Tensor) => tf.Tensor;
}

/** By the names that TensorFlow.js has for backends; the others have none. */
const backends: Readonly<Record<string, () => FusedOps | null>> = {
  tensorflow: nativeFusedOps,
  wasm: () => wasmFusedOps,
};

/** Those of the current backend; null where it has none, and all is composed. */
export function fusedOps(): FusedOps | null {
  return backends[tf.getBackend()]?.() ?? null;
}
