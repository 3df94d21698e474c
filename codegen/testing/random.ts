/** Seeded random decisions for tests: the same seed makes the same ones on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1): mulberry32, by Tommy Ettinger (public domain). */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Integer from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.integer(0, items.length - 1)];
  }

  /** Codes of `bits` bits: mostly mixed, sometimes all greatest or all zero, where overflow hides. */
  codes(count: number, bits: number): Uint8Array {
    const greatest = 2 ** bits - 1;
    const mood = this.integer(0, 9);
    if (mood === 0) return new Uint8Array(count).fill(greatest);
    if (mood === 1) return new Uint8Array(count);
    return Uint8Array.from({ length: count }, () => this.integer(0, greatest));
  }
}
