import type { CodeTensor, Conv2DNode } from '../../model/graph.js';
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

/** Codes in a vector. */
export const VECTOR = 16;

/** Every decision about one convolution as dot products of bytes. */
export interface DotPlan {
  readonly input: CodeTensor;
  readonly output: CodeTensor;
  readonly residual: CodeTensor | undefined;
  readonly weights: DotWeights;
  /** What activations lose so that they are signed bytes. */
  readonly middle: number;
  /** Runs of neighbouring codes in a kernel row. */
  readonly segments: { readonly count: number; readonly codes: number };
  /** Vectors of a window. */
  readonly steps: number;
  /** Whether a row of codes is a row of windows. */
  readonly pointwise: boolean;
  readonly order: QuadOrder;
  readonly requantization: QuadRequantization;
  /** Output rows computed from one filling of the strip, and its input rows. */
  readonly strip: { readonly outputs: number; readonly inputs: number };
  /** Columns of a row of codes, padding included. */
  readonly columns: number;
  readonly scratchBytes: number;
}

const PREFERRED_SCRATCH = 8192;
const GREATEST_SCRATCH = 49152;

/** The plan of a node, `undefined` where the kernel cannot run it. Worked out once a node. */
export const dotPlan = oncePerNode(makePlan);

function makePlan(node: Conv2DNode, context: KernelContext): DotPlan | undefined {
  const [input, residual] = context.inputs;
  const { output } = context;
  if (output.type !== 'codes' || !packsInBytes(output) || node.groups !== 1) return undefined;
  if (residual && !beginsPanels(residual, output)) return undefined;
  const weights = dotWeights(node.weights);
  const middle = input.bits === 8 ? 128 : 0;
  const requantization = quadRequantization(node, context, {
    product: weights.product,
    window: weights.window,
    offsets: channelOffsets(node, input.zeroPoint - middle),
  });
  if (!requantization) return undefined;
  const unstripped = {
    ...{ input, output, residual, weights, middle, requantization },
    ...windowOf(node, input),
    order: quadOrder(output.shape[2], output.bits),
    columns: columnCount(node, input, output),
  };
  const modest = Math.max(PREFERRED_SCRATCH, context.scratchRoom ?? 0);
  const plan = tallestStrip(output.shape[0], modest, (outputs) =>
    withStrip(node, unstripped, outputs),
  );
  return plan.scratchBytes <= GREATEST_SCRATCH ? plan : undefined;
}

function windowOf({ weights, strides, dilations, padding }: Conv2DNode, input: CodeTensor) {
  const [, height, width, channels] = weights.shape;
  const runs = dilations[1] === 1 ? 1 : width;
  const codes = height * width * channels;
  return {
    segments: { count: runs, codes: (width * channels) / runs },
    steps: Math.ceil(codes / VECTOR),
    pointwise:
      height * width * Math.max(...strides) === 1 &&
      padding.top + padding.bottom + padding.left + padding.right === 0 &&
      channels % VECTOR === 0 &&
      input.bits < 8,
  };
}

function columnCount(
  { weights, strides, dilations, padding }: Conv2DNode,
  input: CodeTensor,
  output: CodeTensor,
): number {
  const read = (output.shape[1] - 1) * strides[1] + (weights.shape[2] - 1) * dilations[1] + 1;
  return Math.max(read, padding.left + input.shape[1]);
}

type Unstripped = Omit<DotPlan, 'strip' | 'scratchBytes'>;

function withStrip(node: Conv2DNode, plan: Unstripped, outputs: number): DotPlan {
  const inputs =
    (outputs - 1) * node.strides[0] + (node.weights.shape[1] - 1) * node.dilations[0] + 1;
  const complete = { ...plan, strip: { outputs, inputs }, scratchBytes: 0 };
  return { ...complete, scratchBytes: workspaceBytes(complete) };
}

/** Size of the template's `workspace`, whose members stand in the order of these terms. */
function workspaceBytes(plan: DotPlan): number {
  const { steps, weights } = plan;
  const groups = outputGroups(plan);
  return (
    windowCount(plan) * steps * VECTOR +
    (weights.interleaved > 1 ? weightVectors(plan) * VECTOR : 0) +
    groups * 4 * 16 +
    groups * 16 +
    (weights.window === 0 ? 0 : groups * 16) +
    codeBytes(plan)
  );
}

/** Vectors that a quad unpacks to. */
export function weightVectors({ weights, steps }: Pick<DotPlan, 'weights' | 'steps'>): number {
  return Math.ceil((4 * steps) / weights.interleaved) * weights.interleaved;
}

/** Groups of four neighbouring outputs of a strip. */
export function outputGroups({ output, strip }: Pick<DotPlan, 'output' | 'strip'>): number {
  return Math.ceil((strip.outputs * output.shape[1]) / 4);
}

/** Windows of a strip; they run in pairs. */
export function windowCount({ output, strip }: Pick<DotPlan, 'output' | 'strip'>): number {
  return Math.ceil((strip.outputs * output.shape[1]) / 2) * 2;
}

/** A row of codes; vectors may be read and written beyond its end. */
export function codeBytes({ columns, input }: Pick<DotPlan, 'columns' | 'input'>): number {
  return Math.ceil((columns * input.shape[2] + VECTOR) / 4) * 4;
}
