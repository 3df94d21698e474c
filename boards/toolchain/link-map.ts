/** One section of one object file that made it into the program. */
export interface LinkedSection {
  /** Name in the object file: `.rodata.weights`, `COMMON`. */
  readonly section: string;
  readonly bytes: number;
  /** Path of the object file as the linker saw it. */
  readonly object: string;
}

/** Behind this line GNU ld lists what it placed; before it, what it discarded. */
const placedHeading = 'Linker script and memory map';

/**
 * Reads what went into a program from GNU ld's map.
 *
 * @example
 * parseLinkMap(text).filter(({ object }) => object.includes('kernels/'));
 */
export function parseLinkMap(map: string): LinkedSection[] {
  const placed = map.slice(Math.max(map.indexOf(placedHeading), 0));
  // Long section names stand on a line of their own, their address on the next.
  const joined = placed.replace(/^( \.\S+)\n +(?=0x)/gm, '$1 ');
  const line = /^ (\.\S+|COMMON)\s+0x[0-9a-f]+\s+0x([0-9a-f]+)\s+(\S+\.o\)?)$/gm;
  return [...joined.matchAll(line)].map(([, section, bytes, object]) => ({
    section,
    bytes: Number.parseInt(bytes, 16),
    object,
  }));
}
