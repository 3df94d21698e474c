import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  balancedSamples,
  benchmarkModel,
  loadBoard,
  type BenchmarkReport,
  type RunnerMode,
} from '../../boards/index.js';
import { loadModel } from '../../codegen/index.js';
import { loadDataset } from '../../trainer/index.js';
import type { CommandContext } from '../cli/run-action.js';
import { firstSamples } from './first-samples.js';

export interface MlperfRequest {
  /** Path of a model file. */
  readonly model: string;
  readonly board: string;
  readonly boardsDir?: string | undefined;
  /** Another core to make code for. */
  readonly core?: string | undefined;
  readonly port?: string | undefined;
  readonly dataset: string;
  readonly data?: string | undefined;
  readonly seed: number;
  readonly samples: number;
  /** Folder of everything that is made; default: beside the model. */
  readonly out?: string | undefined;
  readonly benchmark?: string | undefined;
  readonly mode: RunnerMode;
  readonly inferences?: number | undefined;
  /** The official runner's folder. */
  readonly runner?: string | undefined;
  readonly python: string;
}

const adapter = fileURLToPath(new URL('../../../scripts/mlperf/run-on-port.py', import.meta.url));

/** Runs MLPerf Tiny's official runner on a model file with test samples of every class. */
export async function mlperf(
  request: MlperfRequest,
  { console, signal }: CommandContext,
): Promise<BenchmarkReport> {
  const { test } = await loadDataset(request.dataset, { ...request, folder: request.data });
  return benchmarkModel({
    ...request,
    model: await loadModel(request.model),
    board: loadBoard(request.board, request.boardsDir, request.core),
    samples: balancedSamples(firstSamples(test, test.count), request.samples),
    folder: path.resolve(request.out ?? defaultFolder(request)),
    adapter,
    signal,
    onStep: (line) => console.progress(line),
    onLine: (line) => console.progress(`  ${line}`),
  });
}

/** `runs/cifar/resnet8.softbit.json` on mps2-an386 → `runs/cifar/resnet8-mlperf-mps2-an386`. */
function defaultFolder({ model, board }: MlperfRequest): string {
  const name = path.basename(model, '.softbit.json');
  return path.join(path.dirname(model), `${name}-mlperf-${board}`);
}
