import { elementCount, type CodeTensor, type DenseNode } from '../../model/graph.js';
import type { KernelContext } from '../kernel.js';
import { oncePerNode } from '../once-per-node.js';
import { channelOffsets } from '../channel-offsets.js';
import { packsInBytes } from './panel-output.js';
import {
  quadOrder,
  quadRequantization,
  type QuadOrder,
  type QuadRequantization,
} from './quad-requantization.js';
import { integerRows } from './integer-rows.js';

/** Every decision about one dense layer. */
export interface DensePlan {
  readonly input: CodeTensor;
  readonly inputs: number;
  readonly steps: number;
  /** Bits that a weight code takes in flash, and codes in a byte. */
  readonly bits: number;
  readonly interleaved: number;
  readonly order: QuadOrder;
  /** To codes; where it is absent, outputs are 32-bit integers. */
  readonly requantization: QuadRequantization | undefined;
  /** Constants of a channel. */
  readonly rows: readonly (readonly number[])[];
}

/** Of the model format, as a magnitude. */
const GREATEST_WEIGHT = 255;

/** The plan of a node, `undefined` where the kernel cannot run it. Worked out once a node. */
export const densePlan = oncePerNode(makePlan);

function makePlan(node: DenseNode, context: KernelContext): DensePlan | undefined {
  const { weights } = node;
  const { output } = context;
  const [input] = context.inputs;
  if (context.inputs.length > 1) return undefined;
  const inputs = elementCount(input.shape);
  const bits = 2 ** Math.ceil(Math.log2(weights.bits));
  const greatest = (2 ** input.bits - 1) * ((2 ** weights.bits - 1) << (8 - bits));
  if (inputs * greatest >= 2 ** 32) return undefined;
  const offsets = channelOffsets(node, input.zeroPoint);
  const shared = { input, inputs, steps: Math.ceil(inputs / 16), bits, interleaved: 8 / bits };
  if (output.type !== 'codes') {
    if (inputs * 2 ** input.bits * GREATEST_WEIGHT >= 2 ** 31) return undefined;
    const rows = integerRows(node, offsets);
    const order = quadOrder(weights.shape[0], 8);
    return rows && { ...shared, order, requantization: undefined, rows };
  }
  if (!packsInBytes(output)) return undefined;
  const form = { product: weights.step, window: weights.lowest, offsets };
  const requantization = quadRequantization(node, context, form);
  const order = quadOrder(weights.shape[0], output.bits);
  return requantization && { ...shared, order, requantization, rows: requantization.rows };
}
