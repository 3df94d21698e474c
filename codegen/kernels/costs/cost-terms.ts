import { elementCount, type GraphNode } from '../../model/graph.js';
import { opOf } from '../../ops/registry.js';
import type { Kernel, KernelContext } from '../kernel.js';

/** What a measured cost is a sum of, each times a coefficient that is not negative. */
export const costTermNames = [
  'estimate',
  'macs',
  'outputs',
  'inputs',
  'weights',
  'constant',
] as const;

export type CostTermName = (typeof costTermNames)[number];

/**
 * The terms of a node under a kernel: the kernel's own estimate, which knows its tiles and remainders,
 * and generic counts, which set right what it leaves out.
 */
export type CostTerms = Readonly<Record<CostTermName, number>>;

export function costTerms(kernel: Kernel, node: GraphNode, context: KernelContext): CostTerms {
  const { inputs, output } = context;
  return {
    estimate: kernel.cost(node, context),
    macs: opOf(node).macs(node, output),
    outputs: elementCount(output.shape),
    inputs: inputs.reduce((total, { shape }) => total + elementCount(shape), 0),
    weights: 'weights' in node ? node.weights.codes.length : 0,
    constant: 1,
  };
}

/** Bits of activations and weights, by which costs are measured apart: `a2w2`, `a4`. */
export function operandKey(node: GraphNode, { inputs }: KernelContext): string {
  return `a${inputs[0].bits}${'weights' in node ? `w${node.weights.bits}` : ''}`;
}
