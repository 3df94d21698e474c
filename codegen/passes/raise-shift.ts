import { findTensor, type GraphNode, type Model } from '../model/graph.js';
import { opOf } from '../ops/registry.js';
import { SoftbitError } from '../softbit-error.js';
import type { Pass } from './pass.js';
import { replaceNode } from './replace-node.js';

/** From this shift on, kernels need only the upper word of the 64-bit product. */
const TARGET = 32;

/**
 * Multipliers, biases and 2^shift grow by the same power of two, which changes no quotient, so that
 * the shift becomes 32. Left alone where a multiplier or the sum would outgrow its type.
 */
export const raiseShift: Pass = {
  name: 'raise-shift',
  match: (node, model) => raised(node, model) !== undefined,
  apply: (model, node) => replaceNode(model, node, raised(node, model) ?? node),
};

function raised(node: GraphNode, model: Model): GraphNode | undefined {
  const shift = shiftOf(node);
  if (shift === undefined || shift >= TARGET) return undefined;
  const candidate = scaleBy(node, TARGET - shift);
  return candidate && isSound(candidate, model) ? candidate : undefined;
}

function shiftOf(node: GraphNode): number | undefined {
  switch (node.op) {
    case 'add':
    case 'averagePool':
      return node.shift;
    case 'conv2d':
    case 'dense':
      return node.requantize.kind === 'multiplier' ? node.requantize.shift : undefined;
    case 'maxPool':
      return undefined;
  }
}

function scaleBy(node: GraphNode, power: number): GraphNode | undefined {
  switch (node.op) {
    case 'add':
      return scaleAdd(node, power);
    case 'averagePool':
      return scalePool(node, power);
    case 'conv2d':
    case 'dense':
      return scaleRequantization(node, power);
    case 'maxPool':
      return undefined;
  }
}

function scaleAdd(node: GraphNode & { op: 'add' }, power: number): GraphNode | undefined {
  const multipliers = scaleInt32(node.multipliers, power);
  const bias = scaleInt64(BigInt64Array.of(node.bias), power)?.[0];
  if (!multipliers || bias === undefined) return undefined;
  return { ...node, multipliers, bias, shift: TARGET };
}

function scalePool(node: GraphNode & { op: 'averagePool' }, power: number): GraphNode | undefined {
  const multiplier = scaleInt32(Int32Array.of(node.multiplier), power)?.[0];
  const bias = scaleInt64(BigInt64Array.of(node.bias), power)?.[0];
  if (multiplier === undefined || bias === undefined) return undefined;
  return { ...node, multiplier, bias, shift: TARGET };
}

function scaleRequantization(
  node: GraphNode & { op: 'conv2d' | 'dense' },
  power: number,
): GraphNode | undefined {
  const { requantize } = node;
  if (requantize.kind !== 'multiplier') return undefined;
  const multipliers = scaleInt32(requantize.multipliers, power);
  const biases = scaleInt64(requantize.biases, power);
  const residuals =
    requantize.residualMultipliers && scaleInt32(requantize.residualMultipliers, power);
  if (!multipliers || !biases || (requantize.residualMultipliers && !residuals)) return undefined;
  return {
    ...node,
    requantize: {
      ...requantize,
      shift: TARGET,
      multipliers,
      biases,
      ...(residuals && { residualMultipliers: residuals }),
    },
  };
}

function scaleInt32(values: Int32Array, power: number): Int32Array | undefined {
  const scaled = Int32Array.from(values, (value) => value * 2 ** power);
  return scaled.every((value, index) => value === values[index] * 2 ** power) ? scaled : undefined;
}

function scaleInt64(values: BigInt64Array, power: number): BigInt64Array | undefined {
  const factor = 2n ** BigInt(power);
  const scaled = BigInt64Array.from(values, (value) => BigInt.asIntN(64, value * factor));
  return scaled.every((value, index) => value === values[index] * factor) ? scaled : undefined;
}

/** The op's own check proves that sums still fit 64 bits. */
function isSound(node: GraphNode, model: Model): boolean {
  const inputs = node.inputs.map((name) => findTensor(model, name));
  try {
    opOf(node).verify(node, inputs, findTensor(model, node.output));
    return true;
  } catch (error) {
    if (error instanceof SoftbitError) return false;
    throw error;
  }
}
