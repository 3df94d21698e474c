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
  /** For widths whose codes straddle bytes; `null` where they do not, or calls begin within a byte. */
  readonly straddling: StraddlingView | null;
}

/** Eight codes are as many bytes as a code has bits. */
export interface StraddlingView {
  /** For each code the two bytes that it lies in; one that does not exist reads as 0. */
  readonly places: string;
  /** How far each code is shifted to the left. */
  readonly shifts: string;
  /** Codes that must be left for a load of eight bytes not to go beyond them. */
  readonly least: number;
  /** How far neighbours, then pairs and fours of codes move together. */
  readonly joinBytes: number;
  readonly joinPairs: number;
  readonly joinFours: number;
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
    straddling: aligned && 8 % bits !== 0 ? straddlingView(bits) : null,
  };
}

const ABSENT = 255;

function straddlingView(bits: number): StraddlingView {
  const codes = Array.from({ length: 8 }, (_, code) => code);
  const places = codes.flatMap((code) => {
    const byte = Math.floor((code * bits) / 8);
    return [byte, byte + 1 < bits ? byte + 1 : ABSENT];
  });
  return {
    places: places.join(', '),
    shifts: codes.map((code) => -((code * bits) % 8)).join(', '),
    least: 8 * Math.ceil(8 / bits),
    joinBytes: 8 - bits,
    joinPairs: 16 - 2 * bits,
    joinFours: 32 - 4 * bits,
  };
}
