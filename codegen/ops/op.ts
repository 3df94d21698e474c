import type { GraphNode, Shape, Tensor, AccumulatorBounds } from '../model/graph.js';

/** A tensor's values while the reference runs: codes or 32-bit integers, flattened. */
export type Values = Int32Array;

/**
 * All that Softbit knows about one op, apart from its C kernels: one file each, registered in
 * `registry.ts`.
 */
export interface Op<Node extends GraphNode = GraphNode> {
  readonly op: Node['op'];
  /** Least and greatest number of input tensors. */
  readonly inputCount: readonly [min: number, max: number];
  /** Shape of the output for these inputs; throws a coded error where they do not fit. */
  outputShape(node: Node, inputs: readonly Tensor[]): Shape;
  /** Exact bounds of every channel's accumulator, where the op has one. */
  accumulatorBounds?(node: Node, inputs: readonly Tensor[]): AccumulatorBounds;
  /** Checks what the schema cannot say: ranges, lengths, overflow. Throws a coded error. */
  verify(node: Node, inputs: readonly Tensor[], output: Tensor): void;
  /** Multiply–accumulates of one inference. */
  macs(node: Node, output: Tensor): number;
  /** The reference semantics. */
  execute(node: Node, context: OpContext): Values;
}

export interface OperandValues {
  readonly tensor: Tensor;
  readonly values: Values;
}

export interface OpContext {
  readonly inputs: readonly OperandValues[];
  readonly output: Tensor;
}
