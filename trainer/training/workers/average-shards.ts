import type { BatchGradients } from '../compute-gradients.js';

/** What a worker makes of its shard. */
export interface ShardResult extends BatchGradients {
  /** Images of the shard. */
  readonly count: number;
  /** What a step changes besides what learns: batch norm's moving averages after the shard. */
  readonly averages: readonly Float32Array[];
}

/**
 * What the batch comes to: means weighted by the shards' images, added up in the order of the
 * workers, so that they do not depend on who was ready first.
 */
export function averageShards(results: readonly ShardResult[]): ShardResult {
  const count = sum(results.map((result) => result.count));
  const shares = results.map((result) => result.count / count);
  const [first] = results;
  return {
    count,
    loss: sum(results.map(({ loss }, shard) => loss * shares[shard])),
    correct: sum(results.map(({ correct }) => correct)),
    gradients: first.gradients.map((gradient, place) =>
      gradient === null
        ? null
        : mean(
            results.map((one) => one.gradients[place]!),
            shares,
          ),
    ),
    averages: first.averages.map((_, place) =>
      mean(
        results.map(({ averages }) => averages[place]),
        shares,
      ),
    ),
  };
}

/** In place of the first. What is the same in all shards stays the same to the bit. */
function mean(arrays: readonly Float32Array[], shares: readonly number[]): Float32Array {
  const [first, ...others] = arrays;
  const base = others.length > 1 ? first.slice() : first;
  for (const [index, other] of others.entries()) {
    const share = shares[index + 1];
    for (let i = 0; i < first.length; i++) first[i] += share * (other[i] - base[i]);
  }
  return first;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
