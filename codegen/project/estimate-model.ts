import { costTableOf } from '../kernels/costs/cost-table.js';
import type { Model } from '../model/graph.js';
import { fitArena } from '../model-view/fit-arena.js';
import { modelMemory } from '../model-view/memory-view.js';
import { runPasses } from '../passes/run-passes.js';

export interface EstimateOptions {
  readonly model: Model;
  /** The target's architecture features, `Target.features`. */
  readonly features: readonly string[];
  /** The target's core id, `Target.core`. */
  readonly core: string;
}

/** What a model costs on a core, without a line of C. */
export interface ModelEstimate {
  /** Bytes of weights and requantization constants; code is not in it. */
  readonly flash: number;
  /** Bytes of the arena. */
  readonly ram: number;
  /** Of one inference, by the core's cost table. */
  readonly cycles: number;
  /** What `cycles` counts where nothing models the core's cycles. */
  readonly unit: 'modelled cycles' | 'instructions';
  /** Cycles of each node, by its name. */
  readonly nodes: ReadonlyMap<string, number>;
}

/**
 * Chooses kernels and plans memory as generation does, and adds up what that comes to.
 *
 * @example
 * const { flash, ram, cycles } = estimateModel({ model, features: ['thumb2', 'dsp'], core: 'cortex-m4' });
 */
export function estimateModel({ model, features, core }: EstimateOptions): ModelEstimate {
  const costs = costTableOf(core);
  const { model: rewritten } = runPasses(model);
  const { lowered, plan } = fitArena({
    model: rewritten,
    features,
    core,
    policy: { costs },
    threads: 1,
  });
  const { weightsBytes, requantizationBytes, arenaBytes } = modelMemory(lowered, plan);
  const nodes = new Map(
    lowered.choices.map(({ node, candidates, chosen }) => [
      node,
      candidates.find(({ kernel }) => kernel === chosen)!.cost,
    ]),
  );
  return {
    flash: weightsBytes + requantizationBytes,
    ram: arenaBytes,
    cycles: [...nodes.values()].reduce((sum, cost) => sum + cost, 0),
    unit: costs?.unit ?? 'instructions',
    nodes,
  };
}
