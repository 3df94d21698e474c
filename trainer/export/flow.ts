import type { CodeTensor, Padding, Shape } from '../../codegen/index.js';
import type { WeightedLayer } from '../layers/index.js';
import type { Affine } from './affine.js';

/** What stands between two layers while a model is exported. */
export type Flow = CodesFlow | SumsFlow;

/** Quantized values, perhaps with zeros to be put around them by the convolution that reads them. */
export interface CodesFlow {
  readonly form: 'codes';
  readonly tensor: CodeTensor;
  readonly padding: Padding;
}

/** What a node accumulates; the node is emitted when its output's quantizer is known. */
export type SumsFlow = WeightedSums | AverageSums | AddedCodes;

interface SumsBase {
  readonly form: 'sums';
  /** Of the layer that accumulates, and so of the node. */
  readonly name: string;
  readonly shape: Shape;
}

export interface WeightedSums extends SumsBase {
  readonly source: 'weights';
  readonly layer: WeightedLayer;
  readonly input: CodesFlow;
  /** Accumulator to real values, batch norm included. */
  readonly affine: Affine;
  readonly residual?: CodeTensor;
}

export interface AverageSums extends SumsBase {
  readonly source: 'average';
  readonly input: CodeTensor;
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
}

export interface AddedCodes extends SumsBase {
  readonly source: 'add';
  readonly inputs: readonly CodeTensor[];
}
