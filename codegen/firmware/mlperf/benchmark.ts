import { mlperfTaskInvalid } from '../../errors.js';
import type { Model } from '../../model/graph.js';

/** What the firmware says to `profile%`, and how it reads raw inputs. */
export interface MlperfBenchmark {
  /** As in `m-model-[ic01]`; the official client chooses its script and its data set by it. */
  readonly id: string;
  /** Whether the benchmark's input files hold signed bytes. */
  readonly hasSignedBytes: boolean;
}

/** MLPerf Tiny's benchmarks of classifiers by id, with the data sets that models are trained on. */
const benchmarks: Readonly<Record<string, { hasSignedBytes: boolean; datasets: string[] }>> = {
  ic01: { hasSignedBytes: false, datasets: ['cifar10'] },
  kws01: { hasSignedBytes: true, datasets: ['kws12'] },
  vww01: { hasSignedBytes: false, datasets: ['vww'] },
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
  if (chosen === undefined) return { id: plainName(model.name), hasSignedBytes: false };
  return { id: chosen, hasSignedBytes: benchmarks[chosen].hasSignedBytes };
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
