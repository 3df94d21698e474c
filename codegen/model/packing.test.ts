import test from 'ava';
import { packCodes, packedByteCount, unpackCodes } from './packing.js';

const rows = [
  { bits: 1, codes: [1, 0, 1, 1, 0, 0, 0, 1, 1], packed: [0b10001101, 0b1] },
  { bits: 2, codes: [1, 2, 3, 0], packed: [0b00111001] },
  { bits: 3, codes: [1, 2, 3, 4], packed: [0b11010001, 0b1000] },
  { bits: 4, codes: [15, 1, 2], packed: [0x1f, 0x02] },
  { bits: 5, codes: [31, 0, 31], packed: [0b00011111, 0b01111100] },
  { bits: 6, codes: [63, 0, 63, 1], packed: [0x3f, 0xf0, 0x07] },
  { bits: 7, codes: [127, 1, 64], packed: [0xff, 0x00, 0x10] },
  { bits: 8, codes: [1, 255], packed: [1, 255] },
];

for (const { bits, codes, packed } of rows) {
  test(`codes of ${bits} bits lie least significant bit first and come back`, (t) => {
    t.deepEqual([...packCodes(Uint8Array.from(codes), bits)], packed);
    t.deepEqual([...unpackCodes(Uint8Array.from(packed), codes.length, bits)], codes);
  });

  test(`every count up to 20 of ${bits}-bit codes survives packing`, (t) => {
    for (let count = 0; count <= 20; count++) {
      const all = Uint8Array.from({ length: count }, (_, index) => (index * 91 + 5) % 2 ** bits);
      const bytes = packCodes(all, bits);
      t.is(bytes.length, packedByteCount(count, bits));
      t.is(bytes.length, Math.ceil((count * bits) / 8));
      t.deepEqual(unpackCodes(bytes, count, bits), all);
    }
  });
}
