import { damagedProgram } from '../errors.js';

/** Bytes of a program that have to be in memory before it starts, at their load address. */
export interface Segment {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** ELF-32, little endian: System V ABI, chapters 4 and 5. */
const MAGIC = 0x464c457f;
const CLASS_32_LITTLE = 0x0101;
const PROGRAM_HEADERS_AT = 28;
const PROGRAM_HEADER_SIZE_AT = 42;
const LOADED = 1;

/**
 * The loaded segments of a program by ascending load address, those without bytes left out; what
 * overlaps the bits between two segments belongs to neither.
 *
 * @param file named where the program is damaged
 * @throws SB_PROGRAM_DAMAGED
 */
export function elfSegments(elf: Uint8Array, file: string): Segment[] {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  try {
    if (view.getUint32(0, true) !== MAGIC || view.getUint16(4, true) !== CLASS_32_LITTLE) {
      throw new RangeError('it is no 32-bit little-endian ELF file');
    }
    return readSegments(view, elf).sort((a, b) => a.address - b.address);
  } catch (error) {
    if (error instanceof RangeError) throw damagedProgram(file, error.message);
    throw error;
  }
}

function readSegments(view: DataView, elf: Uint8Array): Segment[] {
  const first = view.getUint32(PROGRAM_HEADERS_AT, true);
  const size = view.getUint16(PROGRAM_HEADER_SIZE_AT, true);
  const count = view.getUint16(PROGRAM_HEADER_SIZE_AT + 2, true);
  const segments: Segment[] = [];
  for (let index = 0; index < count; index++) {
    const header = first + index * size;
    const [type, offset, , address, bytes] = Array.from({ length: 5 }, (_, word) =>
      view.getUint32(header + 4 * word, true),
    );
    if (type !== LOADED || bytes === 0) continue;
    if (offset + bytes > elf.length) throw new RangeError('a segment reaches beyond its end');
    segments.push({ address, bytes: elf.subarray(offset, offset + bytes) });
  }
  return segments;
}
