import { mlperfTaskInvalid } from '../../errors.js';
import type { Model } from '../../model/graph.js';

/** What the firmware says to `profile%`, and how it reads raw inputs. */
export interface MlperfBenchmark {
  /** As in `m-model-[ic01]`; the official client chooses its script and its data set by it. */
  readonly id: string;
  /** Whether the benchmark's input files hold signed bytes. */
  readonly hasSignedBytes: boolean;
  /** What the official runner asks for in each window of a performance run. */
  readonly window: { readonly inferences: number; readonly warmups: number };
}

interface KnownBenchmark extends Omit<MlperfBenchmark, 'id'> {
  /** Data sets that models for it are trained on. */
  readonly datasets: readonly string[];
}

const few = { inferences: 20, warmups: 5 };
const many = { inferences: 70, warmups: 10 };

/** MLPerf Tiny's benchmarks of classifiers. */
const benchmarks: Readonly<Record<string, KnownBenchmark>> = {
  ic01: { hasSignedBytes: false, window: few, datasets: ['cifar10'] },
  kws01: { hasSignedBytes: true, window: many, datasets: ['kws12'] },
  vww01: { hasSignedBytes: false, window: few, datasets: ['vww'] },
};

export const mlperfBenchmarkIds = Object.keys(benchmarks);

/**
 * The benchmark that a model answers for: the one asked for, or the one of the data set that it was
 * trained on, or else one of its own name, which the official client has no script for.
 *
 * @throws SB_MLPERF_TASK where there is no such benchmark
 */
export function mlperfBenchmark(model: Model, id: string | undefined): MlperfBenchmark {
  if (id !== undefined && !Object.hasOwn(benchmarks, id)) {
    throw mlperfTaskInvalid(id, mlperfBenchmarkIds);
  }
  const chosen = id ?? benchmarkTrainedFor(model);
  if (chosen === undefined) {
    return { id: plainName(model.name), hasSignedBytes: false, window: few };
  }
  const { hasSignedBytes, window } = benchmarks[chosen];
  return { id: chosen, hasSignedBytes, window };
}

function benchmarkTrainedFor({ provenance: { dataset } }: Model): string | undefined {
  return mlperfBenchmarkIds.find((id) =>
    benchmarks[id].datasets.some((name) => dataset?.split(' ')[0] === name),
  );
}

/** What may stand between the brackets of an answer and in a C string. */
function plainName(name: string): string {
  return name.replace(/[^\w.-]/g, '-').slice(0, 40);
}
