import type { CodeTensor, Conv2DNode } from '../../model/graph.js';
import { channelOffsets } from '../channel-offsets.js';
import type { KernelContext } from '../kernel.js';
import { oncePerNode } from '../once-per-node.js';
import { tallestStrip } from '../tallest-strip.js';
import {
  outputTerms,
  polynomialFields,
  PIXELS,
  type PolynomialFields,
} from './polynomial-fields.js';
import {
  flashForm,
  LANES,
  polynomialStretches,
  stepCount,
  windowSumFits,
  type FlashForm,
  type Stretches,
} from './polynomial-weights.js';
import {
  quadOrder,
  quadRequantization,
  type QuadOrder,
  type QuadRequantization,
} from './quad-requantization.js';
import { beginsPanels, packsInBytes } from './panel-output.js';

/** Every decision about one convolution as products of polynomials. */
export interface PolynomialPlan {
  readonly input: CodeTensor;
  readonly output: CodeTensor;
  readonly residual: CodeTensor | undefined;
  readonly fields: PolynomialFields;
  readonly steps: number;
  readonly stretches: Stretches;
  readonly flash: FlashForm;
  readonly order: QuadOrder;
  readonly requantization: QuadRequantization;
  /** Blocks of sums beside those that are multiplied, which stay zero, and all blocks. */
  readonly guard: number;
  readonly sumBlocks: number;
  /** Output rows computed from one filling of the strip, and its input rows. */
  readonly strip: { readonly outputs: number; readonly inputs: number };
  /** Columns of a row of codes, padding that is no zero included. */
  readonly columns: number;
  readonly scratchBytes: number;
}

const PREFERRED_SCRATCH = 8192;

/** The plan of a node, `undefined` where the kernel cannot run it. Worked out once a node. */
export const polynomialPlan = oncePerNode(makePlan);

function makePlan(node: Conv2DNode, context: KernelContext): PolynomialPlan | undefined {
  const [input, residual] = context.inputs;
  const { output } = context;
  const { weights } = node;
  if (output.type !== 'codes' || !packsInBytes(output)) return undefined;
  if (node.groups !== 1 || node.dilations[0] !== 1) return undefined;
  if (residual && !beginsPanels(residual, output)) return undefined;
  const fields = polynomialFields(node, input, output.shape);
  if (!fields) return undefined;
  const greatest = 2 ** input.bits - 1;
  const stretches = polynomialStretches(node, fields, greatest);
  if (!stretches || !windowSumsFit(node, fields, greatest)) return undefined;
  const requantization = quadRequantization(node, context, {
    product: weights.step,
    window: weights.lowest,
    offsets: channelOffsets(node, input.zeroPoint),
  });
  if (!requantization) return undefined;
  const steps = stepCount(node, fields);
  const shared = {
    ...{ input, output, residual, fields, steps, stretches, requantization },
    ...sumBlocks(fields),
    flash: flashForm(node, fields, steps),
    order: quadOrder(output.shape[2], output.bits),
    columns: columnCount(node, fields, input),
  };
  const modest = Math.max(PREFERRED_SCRATCH, context.scratchRoom ?? 0);
  return tallestStrip(output.shape[0], modest, (outputs) => withStrip(node, shared, outputs));
}

function windowSumsFit(node: Conv2DNode, fields: PolynomialFields, greatest: number): boolean {
  const [, height, width, inputs] = node.weights.shape;
  return windowSumFits(node, fields, greatest) && height * width * inputs * greatest < 2 ** 16;
}

function sumBlocks(fields: PolynomialFields): { guard: number; sumBlocks: number } {
  const beside = outputTerms(fields).flatMap((terms) => terms.map(({ block }) => block));
  const guard = Math.max(0, -Math.min(...beside));
  const behind = Math.max(0, ...beside);
  return { guard, sumBlocks: guard + Math.max(fields.blocks, roundUp(fields.groups, 4) + behind) };
}

function columnCount(
  { strides }: Conv2DNode,
  { blocks, origin, planes }: PolynomialFields,
  input: CodeTensor,
): number {
  const read = (blocks * PIXELS - 1) * strides[1] + Math.max(...planes) + 1;
  return Math.max(read, origin * strides[1] + input.shape[1]);
}

type Unstripped = Omit<PolynomialPlan, 'strip' | 'scratchBytes'>;

function withStrip(node: Conv2DNode, plan: Unstripped, outputs: number): PolynomialPlan {
  const inputs = (outputs - 1) * node.strides[0] + node.weights.shape[1];
  const complete = { ...plan, strip: { outputs, inputs }, scratchBytes: 0 };
  return { ...complete, scratchBytes: workspaceBytes(complete) };
}

/** Size of the template's `workspace`, whose members stand in the order of these terms. */
function workspaceBytes(plan: PolynomialPlan): number {
  const { fields, strip, flash, stretches, input } = plan;
  const vectors =
    fields.blocks * strip.inputs * rowVectors(plan) +
    flash.chunks * flash.interleaved +
    stretches.count * plan.sumBlocks * 2 +
    strip.outputs * fields.groups;
  const windowSums = (strip.inputs + strip.outputs) * PIXELS * windowColumns(fields) * 2;
  const rowSums = 2 * plan.sumBlocks * 4;
  const codes = roundUp(plan.columns * input.shape[2] + 16, 4);
  return vectors * 16 + rowSums + windowSums + codes;
}

/** Groups of outputs in a row of window sums, whole vectors of them. */
export function windowColumns({ groups }: PolynomialFields): number {
  return roundUp(groups, 8);
}

/** Vectors of four channels in a row of one block. */
export function rowVectors({ input, fields }: Pick<PolynomialPlan, 'input' | 'fields'>): number {
  return fields.planes.length * Math.ceil(input.shape[2] / LANES);
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
