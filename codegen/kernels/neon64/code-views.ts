/** What `vector-expand.hbs` and `vector-pack.hbs` need for codes of some width. */
export interface CodesView {
  /** The C function. */
  readonly name: string;
  readonly bits: number;
  /** What is taken off each code. */
  readonly middle: number;
  /** Codes at a time in vectors, 0 where only one by one. */
  readonly codes: number;
  readonly vectorBytes: number;
  readonly mask: number;
  readonly one: boolean;
  readonly two: boolean;
  readonly four: boolean;
  readonly eight: boolean;
}

export interface CodesOptions {
  readonly name: string;
  readonly bits: number;
  readonly middle?: number;
  /** Whether each call begins on a byte. */
  readonly aligned: boolean;
}

const VECTOR_BYTES = 16;

export function codesView({ name, bits, middle = 0, aligned }: CodesOptions): CodesView {
  const vectors = aligned && 8 % bits === 0;
  return {
    name,
    bits,
    middle,
    codes: vectors ? (VECTOR_BYTES * 8) / bits : 0,
    vectorBytes: VECTOR_BYTES,
    mask: 2 ** bits - 1,
    one: bits === 1,
    two: bits === 2,
    four: bits === 4,
    eight: bits === 8,
  };
}
