import type { Fault } from '../link/fake-device.js';
import type { Transport } from '../link/transport.js';

export type Random = () => number;

/** What can go wrong on a line, each with its share of all frames. */
export const lineFaults: readonly [title: string, fault: (random: Random) => Fault][] = [
  ['lost frames', (random) => (bytes) => (random() < 0.2 ? [] : [bytes])],
  ['repeated frames', (random) => (bytes) => (random() < 0.3 ? [bytes, bytes] : [bytes])],
  ['flipped bits', (random) => (bytes) => [random() < 0.2 ? flipRandomBit(bytes, random) : bytes]],
  [
    'frames that are cut off',
    (random) => (bytes) => [random() < 0.2 ? bytes.subarray(0, 5) : bytes],
  ],
  ['noise between frames', (random) => (bytes) => [Buffer.from([0xa5, random() * 255]), bytes]],
];

/** A small linear congruential generator, so that every run sees the same faults. */
export function generator(seed: number): Random {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The same line with faults on both ways. */
export function faultyLine(line: Transport, fault: Fault): Transport {
  return {
    ...forward(line),
    async write(bytes) {
      for (const chunk of fault(bytes)) await line.write(chunk);
    },
    onData: (listener) => line.onData((bytes) => fault(bytes).forEach(listener)),
  };
}

/** Spelt out, because the methods of a class are not copied by spreading it. */
function forward(line: Transport): Pick<Transport, 'onEnd' | 'close'> {
  return { onEnd: (listener) => line.onEnd(listener), close: () => line.close() };
}

function flipRandomBit(bytes: Buffer, random: Random): Buffer {
  const flipped = Buffer.from(bytes);
  flipped[Math.floor(random() * bytes.length)] ^= 1 << Math.floor(random() * 8);
  return flipped;
}
