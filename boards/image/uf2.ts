import { binImage } from './bin.js';
import type { Segment } from './elf-segments.js';

const BLOCK_BYTES = 512;
const PAYLOAD_BYTES = 256;
const FIRST_MAGIC = 0x0a324655;
const SECOND_MAGIC = 0x9e5d5157;
const LAST_MAGIC = 0x0ab16f30;
const HAS_FAMILY = 0x2000;
const PAYLOAD_AT = 32;

/**
 * UF2: blocks of 512 bytes that each carry 256 bytes of flash, at addresses that are multiples of 256.
 * Every page that holds a byte of the program is there, whole, and no other.
 *
 * Source: Microsoft, "USB Flashing Format (UF2)".
 *
 * @param family tells a bootloader whether the program is for its chip
 */
export function uf2Image(segments: readonly Segment[], family: number): Uint8Array {
  const pages = pagesOf(segments);
  const image = new Uint8Array(pages.length * BLOCK_BYTES);
  pages.forEach((page, index) => {
    const view = new DataView(image.buffer, index * BLOCK_BYTES, BLOCK_BYTES);
    const { address } = page;
    const words = [FIRST_MAGIC, SECOND_MAGIC, HAS_FAMILY, address, PAYLOAD_BYTES, index];
    [...words, pages.length, family].forEach((word, place) => {
      view.setUint32(4 * place, word, true);
    });
    image.set(page.bytes, index * BLOCK_BYTES + PAYLOAD_AT);
    view.setUint32(BLOCK_BYTES - 4, LAST_MAGIC, true);
  });
  return image;
}

/** Whole pages, gaps inside them as erased flash. */
function pagesOf(segments: readonly Segment[]): Segment[] {
  const starts = segments.flatMap(({ address, bytes }) => {
    const first = pageOf(address);
    const count = (pageOf(address + bytes.length - 1) - first) / PAYLOAD_BYTES + 1;
    return Array.from({ length: count }, (_, index) => first + index * PAYLOAD_BYTES);
  });
  return [...new Set(starts)]
    .sort((a, b) => a - b)
    .map((address) => ({ address, bytes: pageAt(address, segments) }));
}

function pageOf(address: number): number {
  return address - (address % PAYLOAD_BYTES);
}

function pageAt(address: number, segments: readonly Segment[]): Uint8Array {
  const end = address + PAYLOAD_BYTES;
  const inside = segments
    .filter((segment) => segment.address < end && segment.address + segment.bytes.length > address)
    .map((segment) => clip(segment, address, end));
  return binImage([{ address, bytes: new Uint8Array(0) }, ...inside, endOf(end)]);
}

function clip({ address, bytes }: Segment, from: number, to: number): Segment {
  const start = Math.max(from, address);
  return { address: start, bytes: bytes.subarray(start - address, to - address) };
}

function endOf(address: number): Segment {
  return { address, bytes: new Uint8Array(0) };
}
