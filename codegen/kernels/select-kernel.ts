import type { GraphNode } from '../model/graph.js';
import type { Kernel, KernelContext } from './kernel.js';
import { kernels } from './registry.js';

/** A row of the selection report. */
export interface KernelChoice {
  readonly node: string;
  readonly candidates: readonly { readonly kernel: string; readonly instructions: number }[];
  readonly chosen: string;
  readonly reason: string;
}

export interface SelectedKernel {
  readonly kernel: Kernel;
  readonly choice: KernelChoice;
}

/**
 * Takes the cheapest kernel that accepts a node; of equals, the one registered first.
 *
 * @param available another registry, for tests
 */
export function selectKernel(
  node: GraphNode,
  context: KernelContext,
  available: readonly Kernel[] = kernels,
): SelectedKernel {
  const ranked = available
    .filter((kernel) => kernel.op === node.op && kernel.accepts(node, context))
    .map((kernel) => ({ kernel, instructions: Math.round(kernel.cost(node, context)) }))
    .sort((a, b) => a.instructions - b.instructions);
  const [best] = ranked;
  if (!best) throw new Error(`no kernel accepts node ${node.name} (${node.op})`);
  const candidates = ranked.map(({ kernel, instructions }) => ({
    kernel: `${kernel.name}_${kernel.architecture}`,
    instructions,
  }));
  const chosen = candidates[0].kernel;
  return {
    kernel: best.kernel,
    choice: { node: node.name, candidates, chosen, reason: explain(candidates) },
  };
}

function explain(candidates: KernelChoice['candidates']): string {
  const [best, second] = candidates;
  if (!second) return 'the only kernel that accepts the node';
  const ratio = (second.instructions / best.instructions).toFixed(2);
  return `estimated at ${best.instructions} instructions; ${second.kernel} takes ${ratio} times as many`;
}
