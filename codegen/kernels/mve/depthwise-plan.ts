import type { CodeTensor, Conv2DNode } from '../../model/graph.js';
import { integerWeights } from '../../ops/multiply-accumulate.js';
import type { KernelContext } from '../kernel.js';
import { oncePerNode } from '../once-per-node.js';
import { channelOffsets } from '../channel-offsets.js';
import { tallestStrip } from '../tallest-strip.js';
import { dotWeights, type DotWeights } from './dot-weights.js';
import { beginsPanels, packsInBytes } from './panel-output.js';
import {
  quadOrder,
  quadRequantization,
  type QuadOrder,
  type QuadRequantization,
} from './quad-requantization.js';

/** Every decision about one depthwise convolution. */
export interface DepthwisePlan {
  readonly input: CodeTensor;
  readonly output: CodeTensor;
  readonly residual: CodeTensor | undefined;
  readonly weights: DotWeights;
  /** Bits of a lane, in which a channel's sum fits, and channels of a vector. */
  readonly laneBits: 8 | 16 | 32;
  readonly lanes: number;
  /** Vectors of channels. */
  readonly blocks: number;
  /** Neighbouring outputs that are computed together, and such groups in a row. */
  readonly together: number;
  readonly tiles: number;
  readonly order: QuadOrder;
  readonly requantization: QuadRequantization;
  readonly strip: { readonly outputs: number; readonly inputs: number };
  /** Columns of a row of codes, padding included. */
  readonly columns: number;
  readonly scratchBytes: number;
}

const PREFERRED_SCRATCH = 8192;
const GREATEST_SCRATCH = 65536;

/** The plan of a node, `undefined` where the kernel cannot run it. Worked out once a node. */
export const depthwisePlan = oncePerNode(makePlan);

function makePlan(node: Conv2DNode, context: KernelContext): DepthwisePlan | undefined {
  const [input, residual] = context.inputs;
  const { output } = context;
  const channels = input.shape[2];
  if (output.type !== 'codes' || !packsInBytes(output)) return undefined;
  if (node.groups !== channels || output.shape[2] !== channels) return undefined;
  if (residual && !beginsPanels(residual, output)) return undefined;
  const weights = dotWeights(node.weights);
  if (weights.window !== 0) return undefined;
  const requantization = quadRequantization(node, context, {
    product: 1,
    window: 0,
    offsets: channelOffsets(node, input.zeroPoint),
  });
  if (!requantization) return undefined;
  const laneBits = neededBits(node, 2 ** input.bits - 1);
  const lanes = 128 / laneBits;
  const together = output.shape[1] % 3 === 0 || output.shape[1] === 5 ? 3 : 2;
  const tiles = Math.ceil(output.shape[1] / together);
  const unstripped = {
    ...{ input, output, residual, weights, requantization, laneBits, lanes, together, tiles },
    blocks: Math.ceil(channels / lanes),
    order: quadOrder(channels, output.bits),
    columns: columnCount(node, input, tiles * together),
  };
  const modest = Math.max(PREFERRED_SCRATCH, context.scratchRoom ?? 0);
  const plan = tallestStrip(output.shape[0], modest, (outputs) =>
    withStrip(node, unstripped, outputs),
  );
  return plan.scratchBytes <= GREATEST_SCRATCH ? plan : undefined;
}

/** The narrowest lanes that hold every channel's sum of raw codes; on the way they may wrap. */
function neededBits({ weights }: Conv2DNode, greatestCode: number): 8 | 16 | 32 {
  const perChannel = weights.codes.length / weights.shape[0];
  const least = new Float64Array(weights.shape[0]);
  const greatest = new Float64Array(weights.shape[0]);
  integerWeights(weights).forEach((weight, index) => {
    const channel = Math.floor(index / perChannel);
    least[channel] += Math.min(weight, 0) * greatestCode;
    greatest[channel] += Math.max(weight, 0) * greatestCode;
  });
  const fits = (bits: number) =>
    least.every((sum) => sum >= -(2 ** (bits - 1))) &&
    greatest.every((sum) => sum < 2 ** (bits - 1));
  if (fits(8)) return 8;
  return fits(16) ? 16 : 32;
}

function columnCount(
  { weights, strides, dilations, padding }: Conv2DNode,
  input: CodeTensor,
  outputs: number,
): number {
  const read = (outputs - 1) * strides[1] + (weights.shape[2] - 1) * dilations[1] + 1;
  return Math.max(read, padding.left + input.shape[1]);
}

type Unstripped = Omit<DepthwisePlan, 'strip' | 'scratchBytes'>;

function withStrip(node: Conv2DNode, plan: Unstripped, outputs: number): DepthwisePlan {
  const inputs =
    (outputs - 1) * node.strides[0] + (node.weights.shape[1] - 1) * node.dilations[0] + 1;
  const complete = { ...plan, strip: { outputs, inputs }, scratchBytes: 0 };
  return { ...complete, scratchBytes: workspaceBytes(node, complete) };
}

/** Size of the template's `workspace`, whose members stand in the order of these terms. */
function workspaceBytes(node: Conv2DNode, plan: DepthwisePlan): number {
  return (
    (plan.weights.interleaved > 1 ? weightVectors(node, plan) * 16 : 0) +
    sumPixels(plan) * plan.blocks * 16 +
    outputGroups(plan) * 16 +
    plan.strip.inputs * rowBytes(plan)
  );
}

/** Vectors of weights: for each block of channels its taps, whole chunks of them. */
export function weightVectors(
  { weights: { shape } }: Conv2DNode,
  { weights, blocks, laneBits }: DepthwisePlan,
): number {
  const vectors = Math.ceil((blocks * shape[1] * shape[2] * 8) / laneBits);
  return Math.ceil(vectors / weights.interleaved) * weights.interleaved;
}

/** Groups of four neighbouring outputs of a strip. */
export function outputGroups({ strip, output }: DepthwisePlan): number {
  return Math.ceil((strip.outputs * output.shape[1]) / 4);
}

/** Outputs of a strip that have sums: all that are computed and read. */
export function sumPixels(plan: DepthwisePlan): number {
  const { tiles, together, output, strip } = plan;
  const computed = (strip.outputs - 1) * output.shape[1] + tiles * together;
  return Math.max(computed, 4 * outputGroups(plan));
}

/** A row of codes; vectors may be read and written beyond its end. */
export function rowBytes({ columns, input }: DepthwisePlan): number {
  return Math.ceil((columns * input.shape[2] + 16) / 4) * 4;
}
