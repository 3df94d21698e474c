import {
  findTensor,
  type Conv2DNode,
  type DenseNode,
  type GraphNode,
  type Model,
  type MultiplierRequantization,
} from '../model/graph.js';
import type { Pass } from './pass.js';
import { replaceNode } from './replace-node.js';

/** Wider outputs need more flash for thresholds than for a multiplier and a bias. */
const WIDEST = 2;
const INT32_MIN = -(2n ** 31n);
const INT32_MAX = 2n ** 31n - 1n;

/**
 * A multiplier whose result has at most two bits becomes thresholds: at most two compares replace a
 * 64-bit multiplication. Exact, because for a positive multiplier m the code reaches k exactly where
 *
 *     floor((a·m + b) / 2^s) ≥ k  ⇔  a ≥ ceil((k·2^s − b) / m).
 *
 * A threshold beyond 32 bits is never or always reached; the ends of the range say the same as long
 * as the accumulator cannot be the greatest 32-bit integer.
 */
export const countThresholds: Pass = {
  name: 'count-thresholds',
  match: (node, model) => isConvertible(node, model),
  apply(model, node) {
    if (!isConvertible(node, model)) return model;
    const bits = outputBits(model, node) ?? 0;
    const thresholds = thresholdsOf(node.requantize as MultiplierRequantization, 2 ** bits - 1);
    return replaceNode(model, node, { ...node, requantize: { kind: 'thresholds', thresholds } });
  },
};

function isConvertible(node: GraphNode, model: Model): node is Conv2DNode | DenseNode {
  if (node.op !== 'conv2d' && node.op !== 'dense') return false;
  const { requantize, accumulator } = node;
  const bits = outputBits(model, node);
  return (
    requantize.kind === 'multiplier' &&
    !requantize.residualMultipliers &&
    requantize.multipliers.every((multiplier) => multiplier > 0) &&
    bits !== undefined &&
    bits <= WIDEST &&
    BigInt(accumulator.max) < INT32_MAX
  );
}

function outputBits(model: Model, { output }: GraphNode): number | undefined {
  const tensor = findTensor(model, output);
  return tensor.type === 'codes' ? tensor.bits : undefined;
}

function thresholdsOf(
  { multipliers, biases, shift }: MultiplierRequantization,
  perChannel: number,
): Int32Array {
  return Int32Array.from({ length: multipliers.length * perChannel }, (_, index) => {
    const channel = Math.floor(index / perChannel);
    const code = BigInt((index % perChannel) + 1);
    const threshold = ceilingOfQuotient(
      (code << BigInt(shift)) - biases[channel],
      BigInt(multipliers[channel]),
    );
    return Number(
      threshold < INT32_MIN ? INT32_MIN : threshold > INT32_MAX ? INT32_MAX : threshold,
    );
  });
}

/** BigInt division truncates towards zero; a positive remainder then asks for one more. */
function ceilingOfQuotient(dividend: bigint, divisor: bigint): bigint {
  return dividend / divisor + (dividend % divisor > 0n ? 1n : 0n);
}
