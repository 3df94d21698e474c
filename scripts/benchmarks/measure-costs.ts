import path from 'node:path';
import { profileModel, type Board, type LayerProfile } from '../../boards/index.js';
import {
  costGrid,
  fitCosts,
  kernelCandidates,
  type CandidateTerms,
  type CostCoefficients,
  type CostSample,
  type CostTable,
  type Model,
} from '../../codegen/index.js';
import { kernelDisagrees } from '../flows/errors.js';
import { randomInputBytes } from '../flows/profile.js';

export interface MeasureCostsOptions {
  readonly board: Board;
  /** Where programs are built. */
  readonly folder: string;
  readonly onProgress?: (line: string) => void;
}

interface KernelSample extends CostSample {
  readonly kernel: string;
  readonly operands: string;
  readonly isCycles: boolean;
}

/** Fewer than these would follow single layers rather than the kernel. */
const LEAST_SAMPLES = 4;

const gridBits = [1, 2, 4, 8];

/**
 * Measures every kernel of the registry that a core can run, on layers of many shapes and bits, and
 * fits what they cost. Every output is compared with the reference, too.
 *
 * @throws SB_KERNEL_DISAGREES where one differs
 */
export async function measureCosts(options: MeasureCostsOptions): Promise<CostTable> {
  const samples: KernelSample[] = [];
  for (const kind of ['even', 'odd'] as const) {
    for (const bits of gridBits) {
      const model = costGrid(kind)({ weights: bits, activations: bits, seed: 1 });
      samples.push(...(await measureModel(model, `${kind}, ${bits} bits`, options)));
    }
  }
  const isCycles = samples.every((sample) => sample.isCycles);
  return {
    core: options.board.core,
    unit: isCycles ? 'modelled cycles' : 'instructions',
    kernels: fitKernels(samples),
  };
}

/**
 * Runs a model as often as its most accepted layer has candidates, each run with the next candidate of
 * each layer, so that every candidate is measured.
 */
async function measureModel(
  model: Model,
  title: string,
  { board, folder, onProgress }: MeasureCostsOptions,
): Promise<KernelSample[]> {
  const { core, features } = board;
  const rounds = roundsOf(kernelCandidates({ model, core, features }));
  const samples: KernelSample[] = [];
  for (const [index, round] of rounds.entries()) {
    onProgress?.(`${core}: ${title}: ${index + 1} of ${rounds.length}`);
    const report = await profileModel({
      model,
      board,
      input: randomInputBytes(model, 1),
      folder: path.join(folder, core),
      policy: { assigned: new Map(round.map(({ node, kernel }) => [node, kernel])) },
    });
    const names = unique(round.map(({ kernel }) => kernel));
    if (!report.bitExact) throw kernelDisagrees(names.join(' or '), core, title);
    const layers = new Map(report.layers.map((layer) => [layer.name, layer]));
    samples.push(...round.map((candidate) => sampleOf(candidate, layers.get(candidate.node)!)));
  }
  return samples;
}

/** The first candidates of all layers, then the second ones of those that have any, and so on. */
function roundsOf(candidates: readonly CandidateTerms[]): CandidateTerms[][] {
  const rounds: CandidateTerms[][] = [];
  const taken = new Map<string, number>();
  for (const candidate of candidates) {
    const index = taken.get(candidate.node) ?? 0;
    taken.set(candidate.node, index + 1);
    (rounds[index] ??= []).push(candidate);
  }
  return rounds;
}

function sampleOf(candidate: CandidateTerms, layer: LayerProfile): KernelSample {
  const { kernel, operands, terms } = candidate;
  const { instructions, modelledCycles } = layer;
  const measured = modelledCycles?.estimate ?? instructions;
  return { kernel, operands, terms, measured, isCycles: modelledCycles !== null };
}

function fitKernels(samples: readonly KernelSample[]): CostTable['kernels'] {
  const names = unique(samples.map(({ kernel }) => kernel)).sort();
  return Object.fromEntries(
    names.map((name) => [name, fitKernel(samples.filter(({ kernel }) => kernel === name))]),
  );
}

function fitKernel(samples: readonly KernelSample[]): Record<string, CostCoefficients> {
  const widths = unique(samples.map(({ operands }) => operands)).sort();
  const entries = widths.flatMap((width) => {
    const own = samples.filter(({ operands }) => operands === width);
    return own.length < LEAST_SAMPLES ? [] : [[width, fitCosts(own)] as const];
  });
  return Object.fromEntries([...entries, ['any', fitCosts(samples)]]);
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
