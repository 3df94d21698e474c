import { InvalidArgumentError } from 'commander';

/** Bytes that a user allows; absent where there is no limit. */
export interface ByteBudget {
  /** Weights and inference code. */
  readonly flash?: number;
  /** Activations and scratch. */
  readonly ram?: number;
}

/**
 * A commander parser for `flash=BYTES,ram=BYTES`, either or both.
 *
 * @throws commander's InvalidArgumentError, which ends as a usage error
 */
export const byteBudget = limitsOf(['flash', 'ram'], 'Give bytes, as in flash=65536,ram=20480.');

/**
 * A commander parser for `flash=BYTES,ram=BYTES,cycles=COUNT`, any of them.
 *
 * @throws commander's InvalidArgumentError, which ends as a usage error
 */
export const searchBudget = limitsOf(
  ['flash', 'ram', 'cycles'],
  'Give limits, as in flash=30000,ram=16000,cycles=6000000.',
);

function limitsOf<Name extends string>(known: readonly Name[], advice: string) {
  const part = new RegExp(`^(${known.join('|')})=([1-9]\\d{0,11})$`);
  return (text: string): Partial<Record<Name, number>> => {
    const matches = text.split(',').map((item) => part.exec(item));
    const names = matches.map((match) => match?.[1]);
    if (matches.includes(null) || new Set(names).size < names.length) {
      throw new InvalidArgumentError(advice);
    }
    return Object.fromEntries(matches.map((match) => [match![1], Number(match![2])])) as Partial<
      Record<Name, number>
    >;
  };
}
