import type { GraphNode } from '../../model/graph.js';
import type { Kernel, KernelContext } from '../kernel.js';

/**
 * A kernel of AArch64 for ARMv7's NEON: the same plan, flash and workspace, the template of the same
 * name in `neon32/`, without the assembly of AArch64.
 *
 * @param instructions how many times as many, as measured: registers are half as many, loads have no
 *   offset, some operations take two instructions
 */
export function narrowed<Node extends GraphNode>(
  kernel: Kernel<Node>,
  instructions: number,
  accepts: (node: Node, context: KernelContext) => boolean,
): Kernel<Node> {
  return {
    ...kernel,
    architecture: 'neon32',

    accepts: (node, context) =>
      ['armv7', 'neon'].every((feature) => context.features.includes(feature)) &&
      accepts(node, context),

    cost: (node, context) => kernel.cost(node, context) * instructions,

    source(node, context) {
      const { symbol, template, view } = kernel.source(node, context);
      return {
        symbol: symbol.replace('_neon64', '_neon32'),
        template: template.replace('/neon64/', '/neon32/'),
        view: { ...view, assembled: false },
      };
    },
  };
}
