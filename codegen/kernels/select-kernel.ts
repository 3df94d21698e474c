import type { GraphNode } from '../model/graph.js';
import { measuredCost, type CostTable } from './costs/cost-table.js';
import type { Kernel, KernelContext } from './kernel.js';
import { kernels } from './registry.js';

/** A row of the selection report. */
export interface KernelChoice {
  readonly node: string;
  /** The cheapest first. */
  readonly candidates: readonly KernelCandidate[];
  readonly chosen: string;
  readonly reason: string;
}

export interface KernelCandidate {
  /** Name and architecture: `conv2d_portable`. */
  readonly kernel: string;
  readonly cost: number;
  readonly basis: CostBasis;
}

/** What a cost rests on: the core's cost table, or the estimate in the kernel's file. */
export type CostBasis = 'measured' | 'estimated';

/** Cycles; working memory, then cycles; or flash, for which the project is compiled. */
export type Optimization = 'speed' | 'ram' | 'size';

export const optimizations = ['speed', 'ram', 'size'] as const satisfies readonly Optimization[];

/** By what a kernel is chosen. */
export interface KernelPolicy {
  /**
   * What kernels cost on the core. Without, or where a candidate is not in it, their own estimates: a
   * measured cost and an estimate do not compare.
   */
  readonly costs?: CostTable | undefined;
  /** What counts first; default: speed. */
  readonly optimize?: Optimization | undefined;
  /** Greatest size of the arena: activations and scratch. */
  readonly arenaBytes?: number | undefined;
  /** A kernel to be taken wherever it accepts a node, as in `conv2d_portable`. */
  readonly prefer?: string | undefined;
  /** The kernels of some nodes, by the nodes' names; each must accept its node. */
  readonly assigned?: ReadonlyMap<string, string> | undefined;
}

export interface SelectedKernel {
  readonly kernel: Kernel;
  readonly choice: KernelChoice;
}

export interface SelectKernelOptions extends KernelPolicy {
  /** Another registry, for tests. */
  readonly available?: readonly Kernel[];
}

/** Takes the cheapest kernel that accepts a node; of equals, the one registered first. */
export function selectKernel(
  node: GraphNode,
  context: KernelContext,
  { available = kernels, costs, prefer, assigned, optimize, arenaBytes }: SelectKernelOptions = {},
): SelectedKernel {
  const accepting = available.filter(
    (kernel) => kernel.op === node.op && kernel.accepts(node, context),
  );
  const ranked = rank(accepting, node, context, costs);
  const candidates = ranked.map(({ candidate }) => candidate);
  const wanted = assigned?.get(node.name) ?? prefer;
  const preferred = ranked.find(({ candidate }) => candidate.kernel === wanted);
  const frugal = optimize === 'ram' ? leastScratch(ranked, node, context) : undefined;
  const fitting = arenaBytes === undefined ? undefined : withinRoom(ranked, node, context);
  const best = preferred ?? frugal ?? fitting ?? ranked.at(0);
  if (!best) throw new Error(`no kernel accepts node ${node.name} (${node.op})`);
  const chosen = best.candidate.kernel;
  const reason = preferred
    ? 'asked for by name'
    : frugal
      ? `the least scratch, ${frugal.kernel.scratchBytes(node, context)} bytes`
      : explain(candidates, costs);
  return { kernel: best.kernel, choice: { node: node.name, candidates, chosen, reason } };
}

/** The cheapest whose scratch has room, where memory is limited; else the one with the least. */
function withinRoom(
  ranked: readonly RankedKernel[],
  node: GraphNode,
  context: KernelContext,
): RankedKernel | undefined {
  const room = context.scratchRoom ?? Infinity;
  return (
    ranked.find(({ kernel }) => kernel.scratchBytes(node, context) <= room) ??
    leastScratch(ranked, node, context)
  );
}

/** Of equals the cheapest, as they are ranked by cost. */
function leastScratch(
  ranked: readonly RankedKernel[],
  node: GraphNode,
  context: KernelContext,
): RankedKernel | undefined {
  return [...ranked].sort(
    (one, other) =>
      one.kernel.scratchBytes(node, context) - other.kernel.scratchBytes(node, context),
  )[0];
}

interface RankedKernel {
  readonly kernel: Kernel;
  readonly candidate: KernelCandidate;
}

/** The cheapest first. */
function rank(
  accepting: readonly Kernel[],
  node: GraphNode,
  context: KernelContext,
  costs: CostTable | undefined,
): RankedKernel[] {
  const measured = costs && measuredCosts(accepting, node, context, costs);
  const ranked = accepting.map((kernel, index) => ({
    kernel,
    candidate: {
      kernel: `${kernel.name}_${kernel.architecture}`,
      cost: Math.round(measured?.[index] ?? kernel.cost(node, context)),
      basis: measured ? ('measured' as const) : ('estimated' as const),
    },
  }));
  return ranked.sort((one, other) => one.candidate.cost - other.candidate.cost);
}

/** Nothing where one of them was never measured. */
function measuredCosts(
  accepting: readonly Kernel[],
  node: GraphNode,
  context: KernelContext,
  costs: CostTable,
): number[] | undefined {
  const found = accepting.map((kernel) => measuredCost(costs, kernel, node, context));
  return found.every((cost) => cost !== undefined) ? found : undefined;
}

function explain([best, second]: readonly KernelCandidate[], costs: CostTable | undefined): string {
  if (!second) return 'the only kernel that accepts the node';
  const unit = best.basis === 'measured' ? costs!.unit : 'instructions';
  const ratio = (second.cost / best.cost).toFixed(2);
  return `${best.basis} at ${best.cost} ${unit}; ${second.kernel} takes ${ratio} times as many`;
}
