import type { CodeTensor } from '../../model/graph.js';

/** Codes that fill bytes, and every pixel begins on one. */
export function packsInBytes({ bits, shape }: CodeTensor): boolean {
  return 8 % bits === 0 && (shape[2] * bits) % 8 === 0;
}

/** Channels of a byte of output begin on a byte of the residual, and so do its pixels. */
export function beginsPanels({ bits }: CodeTensor, output: CodeTensor): boolean {
  return 8 % bits === 0 && bits >= output.bits;
}
