import { InvalidArgumentError } from 'commander';

/** More cores than a board for such models has; threads beyond them would only wait. */
export const MOST_THREADS = 16;

/**
 * A commander parser for whole numbers in a range.
 *
 * @throws commander's InvalidArgumentError, which ends as a usage error
 */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/**
 * A commander parser for bits: 1 to 8, or 32 for float.
 *
 * @throws commander's InvalidArgumentError, which ends as a usage error
 */
export function bitCount(text: string): number {
  if (!/^([1-8]|32)$/.test(text)) {
    throw new InvalidArgumentError('Give a whole number from 1 to 8, or 32 for float.');
  }
  return Number(text);
}

/**
 * A commander parser for some of the bits from 1 to 8, separated by commas.
 *
 * @throws commander's InvalidArgumentError, which ends as a usage error
 */
export function bitCounts(text: string): number[] {
  const counts = text.split(',');
  if (!counts.every((count) => /^[1-8]$/.test(count)) || new Set(counts).size < counts.length) {
    throw new InvalidArgumentError('Give different whole numbers from 1 to 8, as in 2,4,8.');
  }
  return counts.map(Number);
}

/**
 * A commander parser for some of several names, separated by commas.
 *
 * @throws commander's InvalidArgumentError, which ends as a usage error
 */
export function listOf<Name extends string>(known: readonly Name[]): (text: string) => Name[] {
  return (text) => {
    const names = text.split(',') as Name[];
    if (names.every((name) => known.includes(name))) return names;
    throw new InvalidArgumentError(`Give some of: ${known.join(',')}.`);
  };
}

/**
 * A commander parser for picture sizes, `HEIGHTxWIDTH`.
 *
 * @throws commander's InvalidArgumentError, which ends as a usage error
 */
export function pictureSize(text: string): readonly [height: number, width: number] {
  const match = /^([1-9]\d{0,3})x([1-9]\d{0,3})$/.exec(text);
  if (!match) throw new InvalidArgumentError('Give height and width, as in 32x32.');
  return [Number(match[1]), Number(match[2])];
}
