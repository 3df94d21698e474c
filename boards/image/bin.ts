import type { Segment } from './elf-segments.js';

/** What erased flash reads as. */
const ERASED = 0xff;

/** The bytes from the first to the last address, gaps as erased flash. */
export function binImage(segments: readonly Segment[]): Uint8Array {
  if (segments.length === 0) return new Uint8Array(0);
  const first = segments[0].address;
  const end = Math.max(...segments.map(({ address, bytes }) => address + bytes.length));
  const image = new Uint8Array(end - first).fill(ERASED);
  for (const { address, bytes } of segments) image.set(bytes, address - first);
  return image;
}
