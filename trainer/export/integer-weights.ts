import * as tf from '@tensorflow/tfjs';
import type { Weights } from '../../codegen/index.js';
import { QuantConv2D, QuantDepthwiseConv2D, type WeightedLayer } from '../layers/index.js';
import { readUppers, roundHalfUp, stepOf } from '../quantizer/index.js';

export interface IntegerWeights {
  readonly weights: Weights;
  /** Real value of one integer weight, for each output channel: Δ/2, as levels are odd integers. */
  readonly scales: Float64Array;
}

/**
 * The codes of a layer's quantized kernel. They are read off the levels that the forward pass
 * itself uses, so that no rounding can decide differently here.
 */
export function integerWeights(layer: WeightedLayer): IntegerWeights {
  const { shape, toKernel } = kernelLayout(layer);
  const { bits } = layer.quantizer.spec;
  const levels = tf.tidy(() => layer.quantizedKernel().dataSync());
  const greatest = 2 ** bits - 1;
  const uppers = Float64Array.from({ length: shape[0] }, upperOfChannel(layer));
  const codes = new Uint8Array(levels.length);
  const perChannel = codes.length / shape[0];
  for (let index = 0; index < codes.length; index++) {
    const upper = uppers[Math.floor(index / perChannel)];
    const position = (levels[toKernel(index)] + upper) / stepOf(upper, 'symmetric', bits);
    codes[index] = roundHalfUp(position);
  }
  const scales = uppers.map((upper) => stepOf(upper, 'symmetric', bits) / 2);
  return { weights: { bits, step: 2, lowest: -greatest, shape, codes }, scales };
}

function upperOfChannel({ quantizer }: WeightedLayer): (_: unknown, channel: number) => number {
  const uppers = readUppers(quantizer);
  return (_, channel) => uppers[uppers.length === 1 ? 0 : channel];
}

interface KernelLayout {
  readonly shape: Weights['shape'];
  /** From the model's order (output, height, width, input) to an index into tfjs's kernel. */
  readonly toKernel: (index: number) => number;
}

/** tfjs keeps output channels last; in every other respect the orders agree. */
function kernelLayout(layer: WeightedLayer): KernelLayout {
  const shape = layer.kernelShape() as number[];
  if (layer instanceof QuantDepthwiseConv2D) {
    const [height, width, inputs, multiplier] = shape;
    return outputsLast([inputs * multiplier, height, width, 1]);
  }
  if (layer instanceof QuantConv2D) {
    const [height, width, inputs, outputs] = shape;
    return outputsLast([outputs, height, width, inputs]);
  }
  return outputsLast([shape[1], 1, 1, shape[0]]);
}

function outputsLast(shape: Weights['shape']): KernelLayout {
  const [outputs, height, width, inputs] = shape;
  const perOutput = height * width * inputs;
  const toKernel = (index: number) => (index % perOutput) * outputs + Math.floor(index / perOutput);
  return { shape, toKernel };
}

/** Negates every weight of the channels whose gain is negative: code → greatest code − code. */
export function flipChannels(weights: Weights, gains: Float64Array): Weights {
  const perChannel = weights.codes.length / weights.shape[0];
  const greatest = 2 ** weights.bits - 1;
  const codes = weights.codes.map((code, index) =>
    gains[Math.floor(index / perChannel)] < 0 ? greatest - code : code,
  );
  return { ...weights, codes };
}
