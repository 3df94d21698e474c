/**
 * Bits that a weight code takes where a word of flash holds a whole number of them: codes of 3 bits
 * take 4, those of 5, 6 and 7 take 8. Unpacking is then one AND.
 */
export function flashBits(bits: number): 1 | 2 | 4 | 8 {
  if (bits > 4) return 8;
  return bits === 3 ? 4 : (bits as 1 | 2 | 4);
}
