import { InvalidArgumentError } from 'commander';

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
