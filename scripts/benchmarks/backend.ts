import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { BackendName } from '../../trainer/index.js';
import type { StepFigures } from './benchmark-step.js';
import { renderBackendBenchmark } from './render-backend-benchmark.js';

export interface BackendBenchmark {
  readonly backend: BackendName;
  readonly steps: readonly StepFigures[];
  /** Why there are no figures, when the backend does not load or a step fails. */
  readonly problem: string | null;
}

export interface BenchmarkBackendsOptions {
  readonly backends?: readonly BackendName[];
  /** URL of a module that exports `createSteps`. Default: float and DSQ steps of ResNet-8. */
  readonly stepsModule?: URL;
  /** How long to measure each step. */
  readonly seconds?: number;
}

/**
 * Measures the training speed of each backend, one after another, each in a process of its own.
 *
 * @returns images per second of each step; a backend that is not installed gives its problem
 * @example
 * const results = await benchmarkBackends({ seconds: 10 });
 * console.log(renderBackendBenchmark(results));
 */
export async function benchmarkBackends({
  backends = ['native', 'wasm'],
  stepsModule = new URL('./resnet8-steps.js', import.meta.url),
  seconds = 5,
}: BenchmarkBackendsOptions = {}): Promise<BackendBenchmark[]> {
  const results: BackendBenchmark[] = [];
  for (const backend of backends) {
    results.push(await benchmarkBackend(backend, stepsModule, seconds));
  }
  return results;
}

async function benchmarkBackend(
  backend: BackendName,
  stepsModule: URL,
  seconds: number,
): Promise<BackendBenchmark> {
  const worker = fileURLToPath(new URL('./backend-worker.js', import.meta.url));
  const args = [worker, backend, stepsModule.href, String(seconds)];
  const { exitCode, stdout, stderr } = await execa(process.execPath, args, { reject: false });
  if (exitCode !== 0) {
    const problem = stderr.trim() || `it ended with exit code ${exitCode ?? 'none'}`;
    return { backend, steps: [], problem };
  }
  return { backend, steps: JSON.parse(stdout) as StepFigures[], problem: null };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const results = await benchmarkBackends();
  const isJson = process.argv.includes('--json');
  console.log(isJson ? JSON.stringify(results, null, 2) : renderBackendBenchmark(results));
  process.exitCode = results.every(({ problem }) => problem === null) ? 0 : 1;
}
