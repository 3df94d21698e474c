import type { Segment } from './elf-segments.js';

const BYTES_OF_RECORD = 16;
const DATA = 0;
const END_OF_FILE = 1;
const EXTENDED_ADDRESS = 4;

/**
 * Intel HEX with records of 16 bytes, which never cross a border of 64 KB.
 *
 * Source: Intel, "Hexadecimal Object File Format Specification", revision A, 1988.
 */
export function intelHexImage(segments: readonly Segment[]): string {
  const lines: string[] = [];
  let upper: number | undefined;
  for (const { address, bytes } of segments) {
    for (const [at, part] of records(address, bytes)) {
      if (at >>> 16 !== upper) {
        upper = at >>> 16;
        lines.push(record(EXTENDED_ADDRESS, 0, Uint8Array.of(upper >> 8, upper & 255)));
      }
      lines.push(record(DATA, at & 0xffff, part));
    }
  }
  lines.push(record(END_OF_FILE, 0, new Uint8Array(0)));
  return `${lines.join('\n')}\n`;
}

/** Pieces that end where a multiple of 16 does. */
function* records(address: number, bytes: Uint8Array): Generator<[number, Uint8Array]> {
  let at = 0;
  while (at < bytes.length) {
    const length = BYTES_OF_RECORD - ((address + at) % BYTES_OF_RECORD);
    yield [address + at, bytes.subarray(at, at + length)];
    at += length;
  }
}

/** All bytes of a record, the checksum included, add up to 0 modulo 256. */
function record(type: number, address: number, data: Uint8Array): string {
  const bytes = [data.length, address >> 8, address & 255, type, ...data];
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  return `:${[...bytes, -sum & 255].map(twoDigits).join('')}`;
}

function twoDigits(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
