import type { Sample } from '../validate/run-samples.js';

/**
 * As many samples of each class as of any other, as in MLPerf Tiny's own lists: the first of every
 * class, then the second of every class, and so on while there are any.
 */
export function balancedSamples(samples: readonly Sample[], wanted: number): Sample[] {
  const seen = new Map<number, number>();
  const ranked = samples.map((sample) => {
    const rank = seen.get(sample.label) ?? 0;
    seen.set(sample.label, rank + 1);
    return { sample, rank };
  });
  return ranked
    .toSorted((a, b) => a.rank - b.rank || a.sample.label - b.sample.label)
    .slice(0, wanted)
    .map(({ sample }) => sample);
}
