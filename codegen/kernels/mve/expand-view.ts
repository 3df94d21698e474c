import type { CodeTensor } from '../../model/graph.js';

/** What `expand-codes.hbs` needs. */
export function expandView({ bits, shape }: CodeTensor) {
  const rowBits = shape[1] * shape[2] * bits;
  const perByte = Math.floor(8 / bits);
  return {
    bits,
    plain: bits === 8,
    fast: 8 % bits === 0 && rowBits % 8 === 0,
    perByteLog: Math.log2(perByte),
    perByteMask: perByte - 1,
    mask: 2 ** bits - 1,
    chunkBytes: 2 * bits,
    rowOnly: false,
  };
}
