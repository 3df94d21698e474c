import os from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { BackendName } from '../../trainer/index.js';
import type { StepFigures } from './benchmark-step.js';
import { renderBackendBenchmark } from './render-backend-benchmark.js';

/** What is measured together: a backend, and how many processes share each batch. */
export interface BenchmarkedBackend {
  readonly backend: BackendName;
  readonly workers: number;
}

export interface BackendBenchmark extends BenchmarkedBackend {
  readonly steps: readonly StepFigures[];
  /** Why there are no figures, when the backend does not load or a step fails. */
  readonly problem: string | null;
}

export interface BenchmarkBackendsOptions {
  /** Default: native by the library's threads and by a process for each core, and WASM. */
  readonly backends?: readonly BenchmarkedBackend[];
  /** URL of a module that exports `createSteps`. Default: float and DSQ steps of ResNet-8. */
  readonly stepsModule?: URL;
  /** How long to measure each step. */
  readonly seconds?: number;
}

const cores = os.availableParallelism();

const allCores: readonly BenchmarkedBackend[] = [
  { backend: 'native', workers: 1 },
  ...(cores > 1 ? [{ backend: 'native', workers: cores } as const] : []),
  { backend: 'wasm', workers: cores },
];

/**
 * Measures the training speed of each backend, one after another, each in a process of its own.
 *
 * @returns images per second of each step; a backend that is not installed gives its problem
 * @example
 * const results = await benchmarkBackends({ seconds: 10 });
 * console.log(renderBackendBenchmark(results));
 */
export async function benchmarkBackends({
  backends = allCores,
  stepsModule = new URL('./resnet8-steps.js', import.meta.url),
  seconds = 5,
}: BenchmarkBackendsOptions = {}): Promise<BackendBenchmark[]> {
  const results: BackendBenchmark[] = [];
  for (const benchmarked of backends) {
    results.push({
      ...benchmarked,
      ...(await benchmarkBackend(benchmarked, stepsModule, seconds)),
    });
  }
  return results;
}

async function benchmarkBackend(
  { backend, workers }: BenchmarkedBackend,
  stepsModule: URL,
  seconds: number,
): Promise<Pick<BackendBenchmark, 'steps' | 'problem'>> {
  const worker = fileURLToPath(new URL('./backend-worker.js', import.meta.url));
  const args = [worker, backend, String(workers), stepsModule.href, String(seconds)];
  const { exitCode, stdout, stderr } = await execa(process.execPath, args, { reject: false });
  if (exitCode !== 0) {
    const problem = stderr.trim() || `it ended with exit code ${exitCode ?? 'none'}`;
    return { steps: [], problem };
  }
  return { steps: JSON.parse(stdout) as StepFigures[], problem: null };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const results = await benchmarkBackends();
  const isJson = process.argv.includes('--json');
  console.log(isJson ? JSON.stringify(results, null, 2) : renderBackendBenchmark(results));
  process.exitCode = results.every(({ problem }) => problem === null) ? 0 : 1;
}
