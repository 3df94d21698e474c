/**
 * Bit packing, least significant bit first: element i of width b occupies bits i·b … i·b+b−1 of
 * the stream, and bit k of the stream is bit k mod 8 of byte ⌊k/8⌋. Elements may straddle bytes;
 * unused bits of the last byte are zero. Weights in the file, activations on the device and input
 * frames on the link all use this one order.
 */

/** Bytes that `count` elements of `bits` take. */
export function packedByteCount(count: number, bits: number): number {
  return Math.ceil((count * bits) / 8);
}

/**
 * Packs codes (one a byte, each below 2^bits).
 *
 * @example
 * packCodes(Uint8Array.of(1, 2, 3, 0), 2); // Uint8Array [0b00111001]
 */
export function packCodes(codes: Uint8Array, bits: number): Uint8Array {
  const packed = new Uint8Array(packedByteCount(codes.length, bits));
  for (let index = 0; index < codes.length; index++) {
    const position = index * bits;
    const shifted = codes[index] << (position & 7);
    packed[position >> 3] |= shifted & 0xff;
    if (shifted > 0xff) packed[(position >> 3) + 1] |= shifted >> 8;
  }
  return packed;
}

/**
 * Unpacks `count` codes, the inverse of {@link packCodes}.
 *
 * @param packed at least `packedByteCount(count, bits)` bytes
 */
export function unpackCodes(packed: Uint8Array, count: number, bits: number): Uint8Array {
  const codes = new Uint8Array(count);
  const mask = (1 << bits) - 1;
  for (let index = 0; index < count; index++) {
    const position = index * bits;
    const low = packed[position >> 3];
    const high = packed[(position >> 3) + 1] ?? 0;
    codes[index] = ((low | (high << 8)) >> (position & 7)) & mask;
  }
  return codes;
}
