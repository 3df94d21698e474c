const POLYNOMIAL = 0x04c1_1db7;

/**
 * CRC-32 without reflection and final inversion, as the RP2040's boot ROM computes it.
 *
 * Source: Raspberry Pi RP2040 datasheet, section 2.8.1.3.1 "Checksum".
 *
 * @example
 * crc32Mpeg2(new TextEncoder().encode('123456789')); // 0x0376e6e7
 */
export function crc32Mpeg2(bytes: Uint8Array): number {
  let remainder = -1;
  for (const byte of bytes) {
    remainder ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) {
      remainder = remainder < 0 ? (remainder << 1) ^ POLYNOMIAL : remainder << 1;
    }
  }
  return remainder >>> 0;
}
