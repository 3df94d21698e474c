import { findTensor, type CodeTensor, type Model } from '../../model/graph.js';
import { runPasses } from '../../passes/run-passes.js';
import type { KernelContext } from '../kernel.js';
import { kernels } from '../registry.js';
import { costTerms, operandKey, type CostTerms } from './cost-terms.js';

/** A kernel that can run a node, with the terms of its cost there. */
export interface CandidateTerms {
  readonly node: string;
  /** `conv2d_portable`. */
  readonly kernel: string;
  /** `a2w2`. */
  readonly operands: string;
  readonly terms: CostTerms;
}

export interface CandidatesOptions {
  readonly model: Model;
  readonly features: readonly string[];
  readonly core: string;
}

/** Every kernel that accepts each node of a model as it is generated for a core. */
export function kernelCandidates({ model, features, core }: CandidatesOptions): CandidateTerms[] {
  const rewritten = runPasses(model).model;
  return rewritten.nodes.flatMap((node) => {
    const inputs = node.inputs.map((name) => findTensor(rewritten, name) as CodeTensor);
    const output = findTensor(rewritten, node.output);
    const context: KernelContext = { inputs, output, features, core };
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
