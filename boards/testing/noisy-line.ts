import type { Transport } from '../link/transport.js';
import { generator, type Random } from './line-faults.js';

/** How often each thing happens to a byte on the line; 0 where it is left out. */
export interface NoiseRates {
  readonly altered?: number;
  readonly lost?: number;
  readonly repeated?: number;
  /** Comes before the byte that it should follow. */
  readonly reordered?: number;
  /** A byte of noise comes before it. */
  readonly preceded?: number;
  /** All that follows in the same chunk is lost. */
  readonly cut?: number;
}

/** The same line, but bytes of both ways meet with accidents; the same ones for the same seed. */
export function noisyLine(line: Transport, rates: NoiseRates, seed: number): Transport {
  const toDevice = generator(seed);
  const toHost = generator(seed + 1);
  return {
    write: (bytes) => line.write(disturb(bytes, rates, toDevice)),
    onData: (listener) => line.onData((bytes) => listener(disturb(bytes, rates, toHost))),
    onEnd: (listener) => line.onEnd(listener),
    close: () => line.close(),
  };
}

/** What arrives of some bytes. */
export function disturb(bytes: Buffer, rates: NoiseRates, random: Random): Buffer {
  const happens = (rate = 0): boolean => rate > 0 && random() < rate;
  const arrived: number[] = [];
  for (const byte of bytes) {
    if (happens(rates.cut)) break;
    if (happens(rates.lost)) continue;
    if (happens(rates.preceded)) arrived.push(Math.floor(random() * 256));
    const received = happens(rates.altered) ? byte ^ (1 + Math.floor(random() * 255)) : byte;
    if (happens(rates.repeated)) arrived.push(received);
    const at = happens(rates.reordered) ? Math.max(0, arrived.length - 1) : arrived.length;
    arrived.splice(at, 0, received);
  }
  return Buffer.from(arrived);
}
