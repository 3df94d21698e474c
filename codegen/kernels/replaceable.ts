import type { CodeTensor, Tensor } from '../model/graph.js';

/**
 * May an output overwrite this element-wise input? Reader and writer start together and a byte is
 * written only when its last bit is known, so output codes no wider than the input's never overtake
 * it. 32-bit outputs do.
 */
export function mayReplace(input: CodeTensor, output: Tensor): boolean {
  return output.type === 'codes' && output.bits <= input.bits;
}

/** The residual (input 1) of a convolution or dense layer; input 0 is read as windows, out of order. */
export function replaceableResidual(inputs: readonly CodeTensor[], output: Tensor): number[] {
  const residual = inputs.at(1);
  return residual && mayReplace(residual, output) ? [1] : [];
}
