/**
 * The integer graph: what a model file holds, decoded. Plain immutable data; every number that
 * inference needs is an integer. `INTEGER-SEMANTICS.md` defines what each node computes.
 */
import type { Provenance } from './provenance.js';

/** Height, width, channels; row-major in that order. A vector is `[1, 1, n]`. */
export type Shape = readonly [height: number, width: number, channels: number];

/** Top, bottom, left, right, in elements. */
export interface Padding {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Unsigned codes of 1–8 bits: real value = scale · (code − zeroPoint). */
export interface CodeTensor {
  readonly type: 'codes';
  readonly name: string;
  readonly shape: Shape;
  readonly bits: number;
  readonly zeroPoint: number;
  /** For people and reports; inference does not read it. */
  readonly scale: number;
}

/** 32-bit integers, as a classifier's last layer gives: real value = scale · integer. */
export interface IntegerTensor {
  readonly type: 'int32';
  readonly name: string;
  readonly shape: Shape;
  readonly scale: number;
}

export type Tensor = CodeTensor | IntegerTensor;

/**
 * Weight codes, one a byte here and packed in the file. Integer weight = lowest + step · code:
 * DSQ's symmetric levels are step 2, lowest −(2^bits − 1); a plain signed integer is step 1,
 * lowest −2^(bits−1).
 */
export interface Weights {
  readonly bits: number;
  readonly step: number;
  readonly lowest: number;
  /** Output channels, kernel height, kernel width, input channels of the group. */
  readonly shape: readonly [outputs: number, height: number, width: number, inputs: number];
  readonly codes: Uint8Array;
}

/** Per channel `2^bits − 1` ascending thresholds, channel after channel: code = #{t ≤ accumulator}. */
export interface ThresholdRequantization {
  readonly kind: 'thresholds';
  readonly thresholds: Int32Array;
}

/**
 * code = clamp((accumulator · multiplier + (residual − zeroPoint) · residualMultiplier + bias) >> shift)
 * in 64-bit integers, per channel. The bias holds the layer's bias, the output's zero point and
 * half a step for rounding.
 */
export interface MultiplierRequantization {
  readonly kind: 'multiplier';
  readonly shift: number;
  readonly multipliers: Int32Array;
  readonly biases: BigInt64Array;
  /** Present exactly when the node has a residual input. */
  readonly residualMultipliers?: Int32Array;
}

export type Requantization = ThresholdRequantization | MultiplierRequantization;

/** Least and greatest accumulator over all channels, by interval arithmetic over all input codes. */
export interface AccumulatorBounds {
  readonly min: number;
  readonly max: number;
}

interface NodeBase {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly output: string;
}

/** Any grouped 2-D convolution; depthwise when `groups` is the number of input channels. */
export interface Conv2DNode extends NodeBase {
  readonly op: 'conv2d';
  readonly strides: readonly [vertical: number, horizontal: number];
  readonly dilations: readonly [vertical: number, horizontal: number];
  readonly padding: Padding;
  readonly groups: number;
  readonly weights: Weights;
  readonly accumulator: AccumulatorBounds;
  readonly requantize: Requantization;
}

/** Fully connected over the flattened input; a residual input may follow the first, as in conv2d. */
export interface DenseNode extends NodeBase {
  readonly op: 'dense';
  readonly weights: Weights;
  readonly accumulator: AccumulatorBounds;
  readonly requantize: Requantization;
}

/** code = clamp((Σ_i (input_i − zeroPoint_i) · multipliers[i] + bias) >> shift). */
export interface AddNode extends NodeBase {
  readonly op: 'add';
  readonly shift: number;
  readonly multipliers: Int32Array;
  readonly bias: bigint;
}

/** Greatest code of each window; padding never wins. Bits, zero point and scale pass through. */
export interface MaxPoolNode extends NodeBase {
  readonly op: 'maxPool';
  readonly kernel: readonly [height: number, width: number];
  readonly strides: readonly [vertical: number, horizontal: number];
  readonly padding: Padding;
}

/** Sum of each window (padding counts as zero), then one multiplier for all channels. */
export interface AveragePoolNode extends NodeBase {
  readonly op: 'averagePool';
  readonly kernel: readonly [height: number, width: number];
  readonly strides: readonly [vertical: number, horizontal: number];
  readonly padding: Padding;
  readonly accumulator: AccumulatorBounds;
  readonly shift: number;
  readonly multiplier: number;
  readonly bias: bigint;
}

export type GraphNode = Conv2DNode | DenseNode | AddNode | MaxPoolNode | AveragePoolNode;
export type OpName = GraphNode['op'];

/** How raw device input becomes codes: code = byte >> shift. */
export interface Preprocessing {
  readonly kind: 'bytes';
  readonly shift: number;
}

export interface Model {
  readonly name: string;
  readonly tensors: readonly Tensor[];
  /** In execution order: a node reads only tensors that stand before it. */
  readonly nodes: readonly GraphNode[];
  readonly input: { readonly tensor: string; readonly preprocessing: Preprocessing };
  readonly output: string;
  readonly classes: readonly string[];
  readonly provenance: Provenance;
}

/** Number of elements of a tensor. */
export function elementCount([height, width, channels]: Shape): number {
  return height * width * channels;
}

/** The tensor of that name; a graph that passed `verifyModel` always has it. */
export function findTensor(model: Pick<Model, 'tensors'>, name: string): Tensor {
  const tensor = model.tensors.find((candidate) => candidate.name === name);
  if (!tensor) throw new Error(`tensor ${name} is not in the graph`);
  return tensor;
}
