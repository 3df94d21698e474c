import type { Conv2DNode, DenseNode } from '../model/graph.js';
import type { KernelContext } from './kernel.js';
import { outputView, type OutputView } from './output-view.js';
import { requantizeView, type RequantizeView } from './requantize-view.js';
import { unpackView, type UnpackView } from './unpack-view.js';

/** What the templates of convolutions and dense layers share. */
export interface MultiplyAccumulateView {
  readonly activation: UnpackView & { readonly greatest: number };
  readonly weight: UnpackView & { readonly greatest: number };
  readonly product: number;
  /** Products that fit an unsigned 32-bit sum without wrapping. */
  readonly exactTerms: number;
  readonly requantize: RequantizeView;
  readonly residual: { readonly bits: number } | null;
  readonly output: OutputView;
}

export function multiplyAccumulateView(
  { weights, requantize }: Conv2DNode | DenseNode,
  { inputs, output }: KernelContext,
): MultiplyAccumulateView {
  const residual = inputs.at(1);
  const activation = operandView(inputs[0].bits);
  const weight = operandView(weights.bits);
  const product = activation.greatest * weight.greatest;
  return {
    activation,
    weight,
    product,
    exactTerms: Math.floor((2 ** 32 - 1) / product),
    requantize: requantizeView(requantize, output, residual),
    residual: residual ? { bits: residual.bits } : null,
    output: outputView(output),
  };
}

function operandView(bits: number): UnpackView & { readonly greatest: number } {
  return { ...unpackView(bits), greatest: 2 ** bits - 1 };
}

/** Bits part of the symbol: `a2w4`. */
export function operandSymbol({ activation, weight }: MultiplyAccumulateView): string {
  return `a${activation.bits}w${weight.bits}`;
}
