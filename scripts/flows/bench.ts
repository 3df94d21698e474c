import { loadBoard, profileModel, type ProfileReport } from '../../boards/index.js';
import {
  benchLayer,
  benchNetwork,
  costTableOf,
  flashBudgetExceeded,
  type Model,
  type Optimization,
} from '../../codegen/index.js';
import type { ByteBudget } from '../cli/budget.js';
import type { LayerSpec } from '../cli/layer-spec.js';
import type { CommandContext } from '../cli/run-action.js';
import { benchTargetMissing } from './errors.js';
import { inFolder } from './in-folder.js';
import { randomInputBytes } from './profile.js';

export interface BenchRequest {
  readonly network?: string | undefined;
  readonly layer?: LayerSpec | undefined;
  readonly weights: number;
  readonly activations: number;
  readonly board: string;
  readonly core?: string | undefined;
  readonly boardsDir?: string | undefined;
  /** A kernel to be taken wherever it accepts a layer. */
  readonly prefer?: string | undefined;
  readonly optimize?: Optimization | undefined;
  readonly budget?: ByteBudget | undefined;
  /** Of a Linux program; default: 1. */
  readonly threads?: number | undefined;
  readonly seed: number;
  readonly hottest: number;
  /** Folder of the generated project; default: a temporary one. */
  readonly project?: string | undefined;
}

/** What `softbit bench --json` prints. */
export interface BenchReport extends ProfileReport {
  /** Name of the network, or of the single layer's op. */
  readonly network: string;
  readonly weights: number;
  readonly activations: number;
}

/** Profiles a network, or a single layer, with random weights. */
export async function bench(request: BenchRequest, context: CommandContext): Promise<BenchReport> {
  const model = benchModel(request);
  const { weights, activations, prefer, optimize, budget } = request;
  const board = loadBoard(request.board, request.boardsDir, request.core);
  const report = await inFolder(request.project, (folder) =>
    profileModel({
      model,
      board,
      policy: { costs: costTableOf(board.core), prefer, optimize, arenaBytes: budget?.ram },
      input: randomInputBytes(model, request.seed),
      folder,
      hottest: request.hottest,
      threads: request.threads,
      signal: context.signal,
      onStep: (line) => context.console.progress(line),
    }),
  );
  if (budget?.flash !== undefined && report.total.flash > budget.flash) {
    throw flashBudgetExceeded({ limit: budget.flash, needed: report.total.flash });
  }
  return { network: request.network ?? model.name, ...report, weights, activations };
}

function benchModel({ network, layer, weights, activations, seed }: BenchRequest): Model {
  if ((network === undefined) === (layer === undefined)) throw benchTargetMissing();
  if (network !== undefined) return benchNetwork(network, { weights, activations, seed });
  const bits = { weightBits: weights, inputBits: activations, outputBits: activations };
  return benchLayer({ ...bits, seed, ...layer! });
}
