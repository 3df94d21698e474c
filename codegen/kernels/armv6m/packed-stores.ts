/** How a word of four codes, a byte each, becomes bytes of packed ones; `pack.hbs` lays it out. */
export interface PackedStores {
  /** Codes packed at a time. */
  readonly codes: number;
  readonly bytes: readonly string[];
}

/**
 * One multiplication brings the codes together in the top byte: byte i of the word, shifted by
 * 24 − 8 i + bits · i, stands at 24 + bits · i. The other partial products lie below bit 24 and, as no
 * two share a bit, carry nothing into it. Widths whose four codes are no whole bytes have no such form.
 */
export function packedStores(bits: number): PackedStores | null {
  switch (bits) {
    case 2:
      return { codes: 4, bytes: ['(word * 0x01041040u) >> 24'] };
    case 4:
      return { codes: 4, bytes: ['word | word >> 4', '(word >> 16) | (word >> 20)'] };
    case 8:
      return { codes: 4, bytes: ['word', 'word >> 8', 'word >> 16', 'word >> 24'] };
    default:
      return null;
  }
}
