/** How eight packed codes become eight registers; `unpack-eight.hbs` lays it out. */
export interface UnpackView {
  readonly bits: number;
  readonly words: readonly WordView[];
  readonly codes: readonly CodeView[];
}

/** A little-endian load of one to four bytes. */
interface WordView {
  readonly index: number;
  readonly offset: number;
  readonly bytes: number;
}

/** (low word ≫ shift | high word ≪ shift) & mask; parts that do nothing are null. */
interface CodeView {
  readonly index: number;
  readonly low: { readonly word: number; readonly shift: number };
  readonly high: { readonly word: number; readonly shift: number } | null;
  readonly mask: number | null;
}

/**
 * Eight codes of b bits are b bytes, loaded as words of four bytes and a rest, so that a core with
 * unaligned loads needs one or two. Whole bytes are loaded as what they are.
 */
export function unpackView(bits: number): UnpackView {
  const wordBytes = bits === 8 ? 1 : 4;
  const words = Array.from({ length: Math.ceil(bits / wordBytes) }, (_, index) => ({
    index,
    offset: index * wordBytes,
    bytes: Math.min(wordBytes, bits - index * wordBytes),
  }));
  const codes = Array.from({ length: 8 }, (_, index) => codeView(index, bits, words));
  return { bits, words, codes };
}

function codeView(index: number, bits: number, words: readonly WordView[]): CodeView {
  const wordBits = words[0].bytes * 8;
  const position = index * bits;
  const word = Math.floor(position / wordBits);
  const shift = position % wordBits;
  const available = words[word].bytes * 8 - shift;
  const high = available < bits ? { word: word + 1, shift: available } : null;
  return { index, low: { word, shift }, high, mask: available === bits ? null : 2 ** bits - 1 };
}
