import { costTerms, operandKey, type CostTerms } from '../kernels/costs/cost-terms.js';
import { kernels } from '../kernels/registry.js';
import { runPasses } from '../passes/run-passes.js';
import { nodeContexts, type NodeContextsOptions } from './node-contexts.js';

/** A kernel that can run a node, with the terms of its cost there. */
export interface CandidateTerms {
  readonly node: string;
  /** `conv2d_portable`. */
  readonly kernel: string;
  /** `a2w2`. */
  readonly operands: string;
  readonly terms: CostTerms;
}

/** Every kernel that accepts each node of a model as it is generated for a core. */
export function kernelCandidates(options: NodeContextsOptions): CandidateTerms[] {
  const { model } = runPasses(options.model);
  const contexts = nodeContexts({ ...options, model });
  return model.nodes.flatMap((node, index) => {
    const context = contexts[index];
    return kernels
      .filter((kernel) => kernel.op === node.op && kernel.accepts(node, context))
      .map((kernel) => ({
        node: node.name,
        kernel: `${kernel.name}_${kernel.architecture}`,
        operands: operandKey(node, context),
        terms: costTerms(kernel, node, context),
      }));
  });
}
