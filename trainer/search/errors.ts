import { SoftbitError, type ModelEstimate } from '../../codegen/index.js';

interface Limits {
  readonly flash?: number | undefined;
  readonly ram?: number | undefined;
  readonly cycles?: number | undefined;
}

export function budgetUnreachable(
  budget: Limits,
  least: Pick<ModelEstimate, 'flash' | 'ram' | 'cycles'>,
): SoftbitError {
  const names = ['flash', 'ram', 'cycles'] as const;
  const missed = names
    .filter((name) => least[name] > (budget[name] ?? Infinity))
    .map((name) => `${name}=${budget[name]} (the fewest bits need ${least[name]})`);
  return new SoftbitError({
    code: 'SB_SEARCH_BUDGET',
    message: `No bits of those to choose from stay within ${missed.join(' and ')}. Allow more, give --bits with smaller numbers, or take a smaller network.`,
    exitCode: 4,
  });
}

export function badBitsFile(file: string, reason: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_BITS_FILE',
    message: `${file} is no assignment of bits: ${reason}. Give a JSON object of layer names and bits, as "softbit search" writes it.`,
    exitCode: 2,
  });
}
