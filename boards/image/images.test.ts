import test from 'ava';
import { binImage } from './bin.js';
import { elfSegments, type Segment } from './elf-segments.js';
import { intelHexImage } from './intel-hex.js';
import { uf2Image } from './uf2.js';

const counting = (length: number, first = 0): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (first + index) & 255);

const rows: { title: string; segments: Segment[] }[] = [
  { title: 'one segment', segments: [{ address: 0x0800_0000, bytes: counting(600) }] },
  {
    title: 'a few bytes in the middle of a page',
    segments: [{ address: 0x1000_0113, bytes: counting(3) }],
  },
  {
    title: 'a gap inside a page',
    segments: [
      { address: 0x1000_0000, bytes: counting(20) },
      { address: 0x1000_0030, bytes: counting(300, 7) },
    ],
  },
  {
    title: 'a gap of pages, across a border of 64 KB',
    segments: [
      { address: 0x0000_fff4, bytes: counting(40) },
      { address: 0x0001_1000, bytes: counting(1) },
    ],
  },
];

/** Bytes by address. */
function memoryOf(segments: readonly Segment[]): Map<number, number> {
  return new Map(
    segments.flatMap(({ address, bytes }) =>
      [...bytes].map((byte, at) => [address + at, byte] as const),
    ),
  );
}

function readHex(text: string): Map<number, number> {
  const memory = new Map<number, number>();
  let upper = 0;
  for (const line of text.trim().split('\n')) {
    const bytes = [...Buffer.from(line.slice(1), 'hex')];
    if (bytes.reduce((sum, byte) => sum + byte, 0) % 256 !== 0) throw new Error(line);
    const [length, high, low, type, ...data] = bytes;
    if (type === 4) upper = (data[0] << 8) | data[1];
    if (type !== 0) continue;
    for (let at = 0; at < length; at++) {
      memory.set(upper * 65_536 + high * 256 + low + at, data[at]);
    }
  }
  return memory;
}

for (const { title, segments } of rows) {
  test(`${title} comes out of Intel HEX as it went in`, (t) => {
    const text = intelHexImage(segments);
    t.deepEqual(readHex(text), memoryOf(segments));
    t.true(text.endsWith(':00000001FF\n'));
  });

  test(`${title} is in the binary image, gaps as erased flash`, (t) => {
    const image = binImage(segments);
    const memory = memoryOf(segments);
    const first = segments[0].address;
    t.deepEqual(
      [...image],
      [...image].map((_, at) => memory.get(first + at) ?? 0xff),
    );
    t.is(first + image.length - 1, Math.max(...memory.keys()));
  });

  test(`${title} makes UF2 blocks of whole pages`, (t) => {
    const image = uf2Image(segments, 0xe48b_ff56);
    const memory = memoryOf(segments);
    const pages = new Set([...memory.keys()].map((address) => address - (address % 256)));
    t.is(image.length, 512 * pages.size);
    const addresses = [];
    for (let index = 0; index < pages.size; index++) {
      const view = new DataView(image.buffer, index * 512, 512);
      const words = Array.from({ length: 8 }, (_, word) => view.getUint32(4 * word, true));
      const [, , , address] = words;
      addresses.push(address);
      t.deepEqual(words, [
        0x0a32_4655,
        0x9e5d_5157,
        0x2000,
        address,
        256,
        index,
        pages.size,
        0xe48b_ff56,
      ]);
      t.is(view.getUint32(508, true), 0x0ab1_6f30);
      const payload = Array.from({ length: 256 }, (_, at) => view.getUint8(32 + at));
      t.deepEqual(
        payload,
        payload.map((_, at) => memory.get(address + at) ?? 0xff),
      );
    }
    t.deepEqual(
      addresses,
      [...pages].sort((a, b) => a - b),
    );
  });
}

test('what is no program is refused by name', (t) => {
  const elf = Buffer.alloc(84);
  elf.write('\x7fELF\x01\x01', 'latin1');
  elf.writeUInt32LE(52, 28);
  elf.writeUInt16LE(32, 42);
  elf.writeUInt16LE(1, 44);
  elf.writeUInt32LE(1, 52);
  elf.writeUInt32LE(80, 56);
  elf.writeUInt32LE(8, 68);
  for (const bytes of [Buffer.from('no'), Buffer.alloc(100), elf, elf.subarray(0, 60)]) {
    t.throws(() => elfSegments(bytes, 'firmware.elf'), {
      code: 'SB_PROGRAM_DAMAGED',
      message: /^firmware\.elf/,
    });
  }
});
