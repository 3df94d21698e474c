import { InvalidArgumentError } from 'commander';

/** Bytes that a user allows; absent where there is no limit. */
export interface ByteBudget {
  /** Weights and inference code. */
  readonly flash?: number;
  /** Activations and scratch. */
  readonly ram?: number;
}

const part = /^(flash|ram)=([1-9]\d{0,9})$/;

/**
 * A commander parser for `flash=BYTES,ram=BYTES`, either or both.
 *
 * @throws commander's InvalidArgumentError, which ends as a usage error
 */
export function byteBudget(text: string): ByteBudget {
  const matches = text.split(',').map((item) => part.exec(item));
  const names = matches.map((match) => match?.[1]);
  if (matches.includes(null) || new Set(names).size < names.length) {
    throw new InvalidArgumentError('Give bytes, as in flash=65536,ram=20480.');
  }
  return Object.fromEntries(matches.map((match) => [match![1], Number(match![2])]));
}
