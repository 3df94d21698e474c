import test from 'ava';
import { packCodes } from '../model/packing.js';
import { Random } from '../testing/random.js';
import { unpackView } from './unpack-view.js';

for (const bits of [1, 2, 3, 4, 5, 6, 7, 8]) {
  test(`the unrolled unpacking of eight ${bits}-bit codes gives them back`, (t) => {
    const random = new Random(bits);
    for (let round = 0; round < 50; round++) {
      const codes = random.codes(8, bits);
      t.deepEqual(evaluate(bits, packCodes(codes, bits)), [...codes]);
    }
  });

  test(`eight ${bits}-bit codes are loaded byte by byte at most once, none beyond them`, (t) => {
    const loaded = unpackView(bits).words.flatMap(({ offset, bytes }) =>
      Array.from({ length: bytes }, (_, index) => offset + index),
    );
    t.deepEqual(
      loaded,
      Array.from({ length: bits }, (_, index) => index),
    );
  });
}

/** What the C that `unpack-eight.hbs` makes of the view computes, in 32 bits. */
function evaluate(bits: number, packed: Uint8Array): number[] {
  const { words, codes } = unpackView(bits);
  const loads = words.map(({ offset, bytes }) =>
    packed.subarray(offset, offset + bytes).reduceRight((word, byte) => word * 256 + byte, 0),
  );
  return codes.map(({ low, high, mask }) => {
    const lower = loads[low.word] >>> low.shift;
    const upper = high ? loads[high.word] << high.shift : 0;
    return ((lower | upper) & (mask ?? -1)) >>> 0;
  });
}
