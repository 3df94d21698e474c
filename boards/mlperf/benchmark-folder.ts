import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { renderTemplate, toolVersion, type MlperfBenchmark } from '../../codegen/index.js';
import type { Board } from '../data/board-schema.js';
import { mlperfClassMissing } from '../errors.js';
import type { Sample } from '../validate/run-samples.js';

/** Vendor and product under which a device appears that is not on USB: the runner's own example. */
export const presentedUsb = { vendor: '0483', product: '374b' } as const;

const DEFAULT_BAUD = 115_200;

/** How often a performance run loads a sample; the runner accepts no other number. */
const WINDOWS = 5;

export interface BenchmarkFolderOptions {
  /** Becomes the runner's current folder, in which it finds everything by its default names. */
  readonly folder: string;
  readonly board: Board;
  readonly benchmark: MlperfBenchmark;
  readonly classCount: number;
  readonly samples: readonly Sample[];
  /** What a performance run asks for in each of its windows. */
  readonly window: { readonly inferences: number; readonly warmups: number };
}

/**
 * Writes what MLPerf Tiny's runner reads: the samples as raw files with their labels, the device to
 * look for and the two scripts.
 *
 * @throws SB_MLPERF_CLASS where a class has no sample: the runner's AUC is not defined then
 */
export async function writeBenchmarkFolder(options: BenchmarkFolderOptions): Promise<void> {
  const { folder, board, benchmark, window } = options;
  checkClasses(options);
  await mkdir(path.join(folder, 'datasets', benchmark.id), { recursive: true });
  const version = toolVersion;
  const baud = board.firmware?.uart.baud ?? DEFAULT_BAUD;
  const script = (loop: string, counts: object): string =>
    renderTemplate('mlperf/tests.yaml.hbs', { version, benchmark: benchmark.id, loop, ...counts });
  const files: [name: string, contents: string][] = [
    [
      'devices.yaml',
      renderTemplate('mlperf/devices.yaml.hbs', {
        version,
        board: board.id,
        baud,
        ...presentedUsb,
      }),
    ],
    ['tests_accuracy.yaml', script('loop', { inferences: 1, warmups: 0 })],
    ['tests_performance.yaml', script(`loop ${WINDOWS}`, window)],
  ];
  for (const [name, contents] of files) await writeFile(path.join(folder, name), contents);
  await writeSamples(options);
}

function checkClasses({ classCount, samples }: BenchmarkFolderOptions): void {
  const seen = new Set(samples.map(({ label }) => label));
  const missing = Array.from({ length: classCount }, (_, label) => label).filter(
    (label) => !seen.has(label),
  );
  if (missing.length > 0) throw mlperfClassMissing(samples.length, missing);
}

/** One file a sample, one raw byte an element, and a line of labels: file, classes, class. */
async function writeSamples(options: BenchmarkFolderOptions): Promise<void> {
  const { folder, benchmark, classCount, samples } = options;
  const root = path.join(folder, 'datasets', benchmark.id);
  const labels: string[] = [];
  for (const [index, { bytes, label }] of samples.entries()) {
    const name = `sample_${String(index).padStart(6, '0')}.bin`;
    const raw = benchmark.hasSignedBytes ? bytes.map((byte) => byte ^ 0x80) : bytes;
    await writeFile(path.join(root, name), raw);
    labels.push(`${name},${classCount},${label}\n`);
  }
  await writeFile(path.join(root, 'y_labels.csv'), labels.join(''));
}
