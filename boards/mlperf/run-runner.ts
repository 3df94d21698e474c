import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { mlperfRunnerFailed, mlperfRunnerMissing } from '../errors.js';
import { requireTool } from '../toolchain/find-tool.js';

/** The runner knows them by their first letter. */
export const runnerModes = ['accuracy', 'performance'] as const;
export type RunnerMode = (typeof runnerModes)[number];

export interface RunRunnerOptions {
  /** The folder `benchmark/runner` of MLPerf Tiny, absolute since it runs elsewhere. */
  readonly runner: string;
  /** `run-on-port.py`. */
  readonly adapter: string;
  readonly python: string;
  /** That of `writeBenchmarkFolder`. */
  readonly folder: string;
  readonly mode: RunnerMode;
  /** Of the served device. */
  readonly device: readonly string[];
  readonly signal?: AbortSignal | undefined;
  readonly onLine?: ((line: string) => void) | undefined;
}

/** What the runner said, as it printed it. */
export interface RunnerResult {
  readonly top1: string | null;
  readonly auc: string | null;
  /** Inferences a second, the median of five windows. */
  readonly medianThroughput: string | null;
  /** What it finds wrong with the run as a submission. */
  readonly complaints: readonly string[];
  /** The device's probabilities for each sample, in the order of the labels' file. */
  readonly probabilities: readonly (readonly number[])[];
}

/** The command that runs the runner in the benchmark's folder. */
export function runnerCommand(options: RunRunnerOptions): string[] {
  const { python, adapter, runner, device, mode } = options;
  const files = [`tests_${mode}.yaml`, 'devices.yaml', 'datasets'];
  const [script, devices, data] = files.map((name) => path.resolve(options.folder, name));
  return [
    python,
    adapter,
    ...['--runner', runner, ...device, '--', '--mode', mode[0]],
    ...['--test_script', script, '--device_list', devices, '--dataset_path', data],
  ];
}

/**
 * Finds what is missing before anything is built.
 *
 * @throws SB_TOOL_MISSING, SB_MLPERF_RUNNER
 */
export function checkRunner({ runner, python }: { runner: string; python: string }): void {
  if (!existsSync(path.join(runner, 'main.py'))) throw mlperfRunnerMissing(runner);
  requireTool(python, 'run the official client');
}

/**
 * Runs MLPerf Tiny's own runner, unmodified, on a served device.
 *
 * @throws SB_MLPERF_RUNNER where it fails
 */
export async function runRunner(options: RunRunnerOptions): Promise<RunnerResult> {
  const { folder, signal, onLine } = options;
  const [python, ...args] = runnerCommand(options);
  const child = execa(python, args, {
    cwd: folder,
    all: true,
    reject: false,
    stdin: 'ignore',
    env: { PYTHONUNBUFFERED: '1', MPLBACKEND: 'agg' },
    ...(signal && { cancelSignal: signal }),
  });
  const lines: string[] = [];
  for await (const line of child.iterable({ from: 'all' })) {
    lines.push(line);
    onLine?.(line);
  }
  const { exitCode, signal: killed } = await child;
  if (exitCode !== 0) throw mlperfRunnerFailed(exitCode ?? killed ?? 'unknown', lines);
  return readResult(folder, lines);
}

async function readResult(folder: string, lines: readonly string[]): Promise<RunnerResult> {
  const find = (pattern: RegExp): string | null =>
    lines.map((line) => pattern.exec(line)?.[1]).findLast((match) => match) ?? null;
  const log = find(/Session logged in file (.+)$/);
  if (log === null) throw mlperfRunnerFailed('no session', lines);
  return {
    top1: find(/Top 1% = (\S+)/),
    auc: find(/AUC = (\S+)/),
    medianThroughput: find(/Median throughput is\s+(\S+)/),
    complaints: lines.flatMap((line) => /ulp-mlperf: (ERROR .*)$/.exec(line)?.[1] ?? []),
    probabilities: await readSession(path.join(folder, path.dirname(log), 'results.json')),
  };
}

const sessionSchema = z.array(
  z.object({ infer: z.object({ results: z.array(z.number()) }).optional() }),
);

async function readSession(file: string): Promise<number[][]> {
  const session = sessionSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  return session.flatMap(({ infer }) => (infer ? [infer.results] : []));
}
