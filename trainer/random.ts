/** A stream of random numbers that is the same on every machine. */
export interface Random {
  /** Uniform in [0, 1), a multiple of 2⁻³². */
  next(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** A whole number from 0 to n − 1; n at most 2³². */
  integer(n: number): number;
  /** Mean 0, standard deviation 1, never beyond ±6. */
  normal(): number;
  /** Puts the elements into random order, in place, and returns the same array. */
  shuffle<T extends unknown[] | Uint32Array>(array: T): T;
  /** A stream of its own that depends on this one's seed and the label, not on what was drawn. */
  fork(label: string | number): Random;
}

/**
 * Creates a generator from a seed. It only uses integer operations and exact sums, no logarithm or
 * sine, whose last bits differ between machines.
 *
 * Source: sfc32 of Chris Doty-Humphrey's PractRand 0.93 (public domain).
 *
 * @param seed The number 1 and the string '1' give the same stream.
 * @example
 * const random = createRandom(42);
 * const augmentation = random.fork('augmentation');
 * augmentation.integer(6); // 0 to 5, whatever was drawn from `random` before
 */
export function createRandom(seed: number | string): Random {
  const next = sfc32(hash(String(seed)));
  const integer = (n: number) => Math.floor(next() * n);
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    integer,
    normal: () => sumOfUniforms(next),
    shuffle: (array) => shuffle(array, integer),
    fork: (label) => createRandom(`${seed}/${label}`),
  };
}

type State = [a: number, b: number, c: number, counter: number];

function sfc32([a, b, c, counter]: State): () => number {
  return () => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    return (result >>> 0) / 2 ** 32;
  };
}

/** Four differently started FNV-1a lanes, each mixed so that similar seeds share nothing. */
function hash(text: string): State {
  return [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35].map((start) => {
    let lane = start;
    for (let i = 0; i < text.length; i++) lane = Math.imul(lane ^ text.charCodeAt(i), 0x01000193);
    return mix(lane);
  }) as State;
}

/** The finalizer of MurmurHash3. */
function mix(lane: number): number {
  lane = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  lane = Math.imul(lane ^ (lane >>> 13), 0xc2b2ae35);
  return (lane ^ (lane >>> 16)) | 0;
}

/** Twelve uniform numbers have a variance of 1 together, and multiples of 2⁻³² add up exactly. */
function sumOfUniforms(next: () => number): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += next();
  return sum;
}

/** Fisher and Yates. */
function shuffle<T extends unknown[] | Uint32Array>(array: T, integer: (n: number) => number): T {
  for (let last = array.length - 1; last > 0; last--) {
    const other = integer(last + 1);
    [array[last], array[other]] = [array[other], array[last]];
  }
  return array;
}
