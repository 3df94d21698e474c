/**
 * How one 32-bit multiplication does several MACs. A word holds `lanes` fields of `laneBits` bits;
 * what the top field (and, for the polynomial, the one below) holds after a multiplication is a sum
 * of products that some output needs.
 */
export interface TileForm {
  readonly kind: 'polynomial' | 'dot';
  readonly lanes: number;
  readonly laneBits: number;
}

/** Four neighbouring pixels times three taps: two complete outputs of three products each. */
export const polynomialForm: TileForm = { kind: 'polynomial', lanes: 4, laneBits: 8 };

/** Four, two or one input channel: the top field is their dot product. */
export const dotForms: readonly TileForm[] = [4, 2, 1].map((lanes) => ({
  kind: 'dot',
  lanes,
  laneBits: 32 / lanes,
}));

/** Weight words that one word of flash holds, field by field side by side. */
export function wordsPerRaw({ laneBits }: TileForm, weightBits: number): number {
  return Math.floor(laneBits / weightBits);
}

/** Greatest sum that a field may hold. */
export function fieldLimit({ laneBits }: TileForm): number {
  return 2 ** laneBits - 1;
}
