/** What is timed: one call trains on one batch. */
export interface BenchmarkStep {
  readonly name: string;
  /** Images that one call trains on. */
  readonly images: number;
  /** Must have finished its work in the end, that is, have read back a result. */
  readonly step: () => Promise<void> | void;
}

/**
 * A module of steps exports this, so that a process of its own can make them on its backend. They
 * are measured one after another, each made when the one before it is over.
 *
 * @param workers Processes that share a batch.
 */
export type CreateSteps = (workers: number) => AsyncIterable<BenchmarkStep>;

export interface StepFigures {
  readonly name: string;
  readonly imagesPerSecond: number;
  readonly millisecondsPerStep: number;
}

export interface MeasureOptions {
  /** How long to go on measuring; at least three steps are timed in any case. */
  readonly seconds: number;
  /** A clock in milliseconds; tests turn it by hand. */
  readonly now?: () => number;
}

const warmUpSteps = 2;
const leastSteps = 3;

/**
 * Times a step. The median step counts, because on a shared machine single steps are held up, and
 * the first steps compile and allocate and are not timed.
 */
export async function measureStep(
  { name, images, step }: BenchmarkStep,
  { seconds, now = () => performance.now() }: MeasureOptions,
): Promise<StepFigures> {
  for (let warmUp = 0; warmUp < warmUpSteps; warmUp++) await step();
  const end = now() + seconds * 1000;
  const durations: number[] = [];
  while (durations.length < leastSteps || now() < end) {
    const start = now();
    await step();
    durations.push(now() - start);
  }
  const millisecondsPerStep = median(durations);
  return { name, millisecondsPerStep, imagesPerSecond: (1000 * images) / millisecondsPerStep };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
