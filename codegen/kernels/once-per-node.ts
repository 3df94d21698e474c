import type { KernelContext } from './kernel.js';

/**
 * Kernels are asked for their plan several times, and working one out takes a while: each is kept as
 * long as its node.
 *
 * @param make a plan, or `undefined` where the kernel cannot run the node
 * @param roomOf scratch that a plan may take, where plans differ by it
 * @example
 * export const densePlan = oncePerNode(makePlan);
 */
export function oncePerNode<Node extends object, Plan>(
  make: (node: Node, context: KernelContext, room: number) => Plan,
  roomOf: (context: KernelContext) => number = () => 0,
): (node: Node, context: KernelContext) => Plan {
  const plans = new WeakMap<Node, Map<number, Plan>>();
  return (node, context) => {
    const known = plans.get(node) ?? new Map<number, Plan>();
    plans.set(node, known);
    const room = roomOf(context);
    if (!known.has(room)) known.set(room, make(node, context, room));
    return known.get(room)!;
  };
}
