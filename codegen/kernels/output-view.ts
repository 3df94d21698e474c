import type { Tensor } from '../model/graph.js';

/** How a kernel stores its results. */
export interface OutputView {
  readonly text: string;
  /** C type that the output pointer points to, and that of one value. */
  readonly type: 'uint8_t' | 'int32_t';
  readonly value: 'uint32_t' | 'int32_t';
  readonly packed: boolean;
  readonly bits: number | null;
  readonly greatest: number | null;
}

export function outputView(output: Tensor): OutputView {
  if (output.type === 'int32') {
    const type = 'int32_t';
    return { text: '32-bit', type, value: type, packed: false, bits: null, greatest: null };
  }
  const { bits } = output;
  return {
    text: 'packed',
    type: 'uint8_t',
    value: 'uint32_t',
    packed: true,
    bits,
    greatest: 2 ** bits - 1,
  };
}
