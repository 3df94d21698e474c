/** The same byte, so many times. */
export function repeatedBytes(byte: number, count: number): number {
  return bytesToWord(Array.from({ length: count }, () => byte));
}

/** Bytes as a number, the first lowest. */
export function bytesToWord(bytes: readonly number[]): number {
  return bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
}

export function hexadecimal(number: number | bigint): string {
  return `0x${number.toString(16)}`;
}

/** One AND for each code of a byte, in so many bytes of a word at once. */
export interface MaskStep {
  readonly index: number;
  readonly shift: number;
  readonly mask: string;
}

export function maskSteps(count: number, bits: number, bytes: number): MaskStep[] {
  const mask = hexadecimal(repeatedBytes(2 ** bits - 1, bytes));
  return Array.from({ length: count }, (_, index) => ({ index, shift: index * bits, mask }));
}

/** One plane's pixels: whole words of four, and what is left. */
export interface PlaneView {
  readonly phase: number;
  readonly whole: number;
  readonly rest: number;
  /** Where the rest begins, in pixels of the row. */
  readonly restColumn: number;
}

export function planeViews(phases: number, length: number): PlaneView[] {
  return Array.from({ length: phases }, (_, phase) => {
    const pixels = Math.ceil((length - phase) / phases);
    const whole = Math.floor(pixels / 4);
    return { phase, whole, rest: pixels % 4, restColumn: whole * 4 * phases + phase };
  });
}
