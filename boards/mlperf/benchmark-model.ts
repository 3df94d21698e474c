import { once } from 'node:events';
import path from 'node:path';
import {
  elementCount,
  findTensor,
  generateProject,
  mlperfBenchmark,
  writeProject,
  type MlperfBenchmark,
  type Model,
} from '../../codegen/index.js';
import type { Board } from '../data/board-schema.js';
import { targetOf } from '../data/target-of.js';
import { buildProject } from '../toolchain/build-project.js';
import type { Sample } from '../validate/run-samples.js';
import { writeBenchmarkFolder } from './benchmark-folder.js';
import { compareRunner, type RunnerComparison } from './compare-runner.js';
import { checkRunner, runnerCommand, runRunner, type RunnerMode } from './run-runner.js';
import { expectedResults } from './sample-results.js';
import { serveDevice, type ServedDevice } from './served-device.js';

export interface BenchmarkOptions {
  readonly model: Model;
  readonly board: Board;
  readonly samples: readonly Sample[];
  /** Where everything is written: samples, scripts, firmware and the runner's sessions. */
  readonly folder: string;
  /** `run-on-port.py`. */
  readonly adapter: string;
  readonly python: string;
  readonly mode: RunnerMode;
  /** Benchmark to answer for; default: that of the model's data set. */
  readonly benchmark?: string | undefined;
  /** Of each of a performance run's windows; default: the runner's own number. */
  readonly inferences?: number | undefined;
  /** Serial port of an attached board that already runs the firmware made here. */
  readonly port?: string | undefined;
  /** The official runner's folder; without it the device waits for it until the signal. */
  readonly runner?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((line: string) => void) | undefined;
  readonly onLine?: ((line: string) => void) | undefined;
}

/** What `softbit mlperf --json` prints. */
export interface BenchmarkReport {
  readonly board: string;
  readonly model: string;
  readonly benchmark: string;
  readonly mode: RunnerMode;
  readonly samples: number;
  readonly folder: string;
  /** Whether times are an emulator's, which are no latency of any board. */
  readonly isEmulated: boolean;
  /** Null where the runner was left to the user. */
  readonly comparison: RunnerComparison | null;
}

/**
 * Readies a model, a board and samples for MLPerf Tiny's official runner: writes the folder that it
 * reads, builds the firmware, starts or reaches the device; then runs the runner and holds what it
 * printed against the integer reference.
 *
 * @throws SB_MLPERF_CLASS, SB_MLPERF_RUNNER, SB_MLPERF_TASK, SoftbitErrors of generation, build and
 *   emulator
 */
export async function benchmarkModel(options: BenchmarkOptions): Promise<BenchmarkReport> {
  const { model, board, samples, folder, mode, port } = options;
  const benchmark = mlperfBenchmark(model, options.benchmark);
  if (options.runner !== undefined) checkRunner({ ...options, runner: options.runner });
  await writeSamples(options, benchmark);
  const device = await serveDevice({ board, program: await build(options, benchmark), port });
  try {
    options.onStep?.(device.description);
    const comparison = await runOrWait(options, device);
    return {
      board: board.id,
      model: model.name,
      benchmark: benchmark.id,
      mode,
      samples: samples.length,
      folder,
      isEmulated: board.emulator !== undefined && port === undefined,
      comparison,
    };
  } finally {
    await device.close();
  }
}

async function writeSamples(options: BenchmarkOptions, benchmark: MlperfBenchmark): Promise<void> {
  const { model, board, samples, folder, onStep } = options;
  const classCount = elementCount(findTensor(model, model.output).shape);
  const { warmups } = benchmark.window;
  const inferences = options.inferences ?? benchmark.window.inferences;
  const window = { inferences, warmups };
  await writeBenchmarkFolder({ folder, board, benchmark, classCount, samples, window });
  onStep?.(`Wrote ${samples.length} samples and the runner’s scripts to ${folder}.`);
}

async function build(
  { model, board, folder, signal, onStep }: BenchmarkOptions,
  { id }: MlperfBenchmark,
): Promise<string> {
  const project = generateProject({ model, target: targetOf(board), mlperf: id });
  const to = path.join(folder, 'firmware');
  await writeProject(project, to);
  const { prefix } = board.toolchain;
  await buildProject({ folder: to, prefix, onCommand: onStep, signal });
  return path.join(to, project.manifest.program);
}

async function runOrWait(
  options: BenchmarkOptions,
  device: ServedDevice,
): Promise<RunnerComparison | null> {
  const { model, samples, signal, onStep } = options;
  const runner =
    options.runner === undefined ? 'tiny/benchmark/runner' : path.resolve(options.runner);
  const run = { ...options, device: device.arguments, runner };
  onStep?.(runnerCommand(run).map(quoted).join(' '));
  if (options.runner === undefined) {
    if (device.mustStayUp && signal && !signal.aborted) await once(signal, 'abort');
    return null;
  }
  return compareRunner(await runRunner(run), expectedResults(model, samples));
}

/** For a shell, where it needs to be. */
function quoted(argument: string): string {
  return /^[\w./:=-]+$/.test(argument) ? argument : `'${argument}'`;
}
