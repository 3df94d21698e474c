import type { CodeTensor } from '../../model/graph.js';

/** Whether pixels, and codes in bytes, are whole. */
export function hasWholeBytes({ shape, bits }: CodeTensor): boolean {
  return 8 % bits === 0 && (shape[2] * bits) % 8 === 0;
}

/** Bytes that are worth loading at once: a pixel has a whole number of them. */
export function lanesOf({ shape, bits }: CodeTensor): number {
  const bytes = (shape[2] * bits) / 8;
  return [4, 2, 1].find((lanes) => bytes % lanes === 0)!;
}

/** The same byte in each lane, as a C constant. */
export function laneMask(byte: number, lanes: number): string {
  return `0x${byte.toString(16).padStart(2, '0').repeat(lanes)}`;
}
