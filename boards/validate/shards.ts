import { Score } from '../../codegen/index.js';
import type { Sample, SampleProgress, SampleResults } from './run-samples.js';
import { sumOfTimes } from './stopwatch.js';

/** A part of the samples, in their order. */
export interface Shard {
  readonly samples: readonly Sample[];
  /** Number of its first sample among all. */
  readonly from: number;
}

/**
 * Divides samples into parts of nearly equal length; of fewer samples than parts each gets its own.
 *
 * @example
 * divideSamples(tenSamples, 3).map(({ from }) => from); // [0, 3, 6]
 */
export function divideSamples(samples: readonly Sample[], parts: number): Shard[] {
  const count = Math.min(parts, samples.length);
  const start = (part: number): number => Math.floor((part * samples.length) / count);
  return Array.from({ length: count }, (_, part) => ({
    samples: samples.slice(start(part), start(part + 1)),
    from: start(part),
  }));
}

/** The results of parts that ran at the same time, given in the order of their samples. */
export function mergeResults(parts: readonly SampleResults[]): SampleResults {
  return {
    device: Score.merge(parts.map(({ device }) => device)),
    reference: Score.merge(parts.map(({ reference }) => reference)),
    equal: parts.reduce((sum, { equal }) => sum + equal, 0),
    firstMismatch: parts.find(({ firstMismatch }) => firstMismatch)?.firstMismatch ?? null,
    ticks: parts.flatMap(({ ticks }) => [...ticks]),
    seconds: Math.max(...parts.map(({ seconds }) => seconds)),
    spent: sumOfTimes(parts.map(({ spent }) => spent)),
  };
}

/** A listener for each part, which together report the progress of the whole. */
export function sumProgress(
  shards: readonly Shard[],
  report: ((progress: SampleProgress) => void) | undefined,
): ((progress: SampleProgress) => void)[] {
  const latest: SampleProgress[] = shards.map(({ samples }) => ({
    done: 0,
    total: samples.length,
    equal: 0,
    accuracy: 0,
    samplesPerSecond: 0,
  }));
  return shards.map((_, index) => (progress) => {
    latest[index] = progress;
    report?.(latest.reduce(addProgress));
  });
}

function addProgress(one: SampleProgress, other: SampleProgress): SampleProgress {
  const done = one.done + other.done;
  const right = one.accuracy * one.done + other.accuracy * other.done;
  return {
    done,
    total: one.total + other.total,
    equal: one.equal + other.equal,
    accuracy: done === 0 ? 0 : right / done,
    samplesPerSecond: one.samplesPerSecond + other.samplesPerSecond,
  };
}
