import type { CodeTensor, Conv2DNode } from '../../model/graph.js';
import { channelRanges } from '../channel-steps.js';
import type { KernelContext } from '../kernel.js';
import { oncePerNode } from '../once-per-node.js';
import { linearRequantization, type LinearRequantization } from '../linear-requantization.js';
import { packsInBytes, phaseWeights } from './polynomial-flash.js';
import {
  axisOf,
  PIXELS,
  polynomialGeometry,
  type PolynomialGeometry,
} from '../polynomial/geometry.js';
import {
  polynomialSchedule,
  polynomialWeights,
  type PolynomialWeights,
  type Schedule,
} from '../polynomial/steps.js';

/** Every decision about one polynomial convolution. */
export interface PolynomialPlan {
  readonly input: CodeTensor;
  readonly output: CodeTensor;
  readonly residual: CodeTensor | undefined;
  /** With an even number of blocks, as they go in pairs. */
  readonly geometry: PolynomialGeometry;
  readonly weights: PolynomialWeights;
  readonly schedule: Schedule;
  /** Absent where there is no exact 32-bit form. */
  readonly linear: LinearRequantization | undefined;
  /** Whether one residual multiplier serves all channels, and flash holds it once. */
  readonly oneSide: boolean;
  /** Output channels that share a byte of output, or two: their weights are unpacked together. */
  readonly block: number;
  /** Output rows computed from one filling of the strip, and its input rows. */
  readonly strip: { readonly outputs: number; readonly inputs: number };
  /** Words between neighbouring blocks of pixels in the strip. */
  readonly blockWords: number;
  readonly scratchBytes: number;
}

/** `LDR` reaches 4095 bytes beyond a register. */
const GREATEST_OFFSET = 4095;
const MOST_STRIP_ROWS = 16;
const PREFERRED_SCRATCH = 6144;

/** The plan of a node, `undefined` where the kernel cannot run it. Worked out once a node. */
export const polynomialPlan = oncePerNode(
  makePlan,
  ({ scratchRoom }) => scratchRoom ?? PREFERRED_SCRATCH,
);

function makePlan(
  node: Conv2DNode,
  context: KernelContext,
  room: number,
): PolynomialPlan | undefined {
  const [input, residual] = context.inputs;
  const { output } = context;
  if (output.type !== 'codes' || !suits(node, context)) return undefined;
  const plain = polynomialGeometry(axisOf(node, input.shape, output.shape, 1));
  if (!plain) return undefined;
  const geometry = { ...plain, blocks: plain.blocks + (plain.blocks % 2) };
  if (!accumulatorsFit(node, input)) return undefined;
  const linear = linearRequantization(node, context, { greatestMultiplier: 2 ** 15 - 1 });
  const symmetric = linear !== undefined && highest(node) === -node.weights.lowest;
  const weights = polynomialWeights(node, geometry, symmetric);
  const schedule = polynomialSchedule(weights, 2 ** input.bits - 1);
  if (!schedule || !sumsFit(node, schedule)) return undefined;
  const oneSide = allEqual(residualMultipliers(node, linear));
  const shared = { input, output, residual, geometry, weights, schedule, linear, oneSide };
  const block = blockOf(output, residual);
  return bestStrip(node, { ...shared, block }, room);
}

function residualMultipliers(
  { requantize }: Conv2DNode,
  linear: LinearRequantization | undefined,
): Int32Array | undefined {
  if (linear) return linear.residualMultipliers;
  return requantize.kind === 'multiplier' ? requantize.residualMultipliers : undefined;
}

function allEqual(numbers: Int32Array | undefined): boolean {
  return numbers?.every((number) => number === numbers[0]) ?? false;
}

/** Whole bytes of output channels, no zero point that padding would have to stand for. */
function suits(node: Conv2DNode, { inputs: [input, residual], output }: KernelContext): boolean {
  const widths = [output as CodeTensor, ...(residual ? [residual] : [])].map(({ bits }) => bits);
  return (
    node.groups === 1 &&
    node.dilations[0] === 1 &&
    packsInBytes(node.weights.bits) &&
    input.zeroPoint === 0 &&
    widths.every((bits) => 8 % bits === 0) &&
    node.weights.shape[0] % blockOf(output as CodeTensor, residual) === 0
  );
}

/** Output channels that share a byte of output or of residual; at least a pair. */
function blockOf(output: CodeTensor, residual: CodeTensor | undefined): number {
  return Math.max(2, 8 / output.bits, residual ? 8 / residual.bits : 0);
}

function highest({ weights: { lowest, step, bits } }: Conv2DNode): number {
  return lowest + step * (2 ** bits - 1);
}

/** Accumulators of two outputs share a word. */
function accumulatorsFit(node: Conv2DNode, input: CodeTensor): boolean {
  const most = 2 ** 15 - 1;
  return channelRanges(node, input).every(
    ({ least, greatest }) => least >= -most && greatest <= most,
  );
}

/** As do the sums of up to two fields a flush, also times the step between weights. */
function sumsFit({ weights }: Conv2DNode, { flushes }: Schedule): boolean {
  return 2 * 255 * flushes * weights.step < 2 ** 16;
}

type Unstripped = Omit<PolynomialPlan, 'strip' | 'blockWords' | 'scratchBytes'>;

/** The tallest strip that offsets reach and whose memory stays modest; at least one row. */
function bestStrip(node: Conv2DNode, plan: Unstripped, room: number): PolynomialPlan | undefined {
  const rows = Math.min(MOST_STRIP_ROWS, plan.output.shape[0]);
  const strips = Array.from({ length: rows }, (_, index) => withStrip(node, plan, index + 1));
  const reachable = strips.filter(
    ({ blockWords, schedule }) => (blockWords + schedule.unrolled) * 4 <= GREATEST_OFFSET,
  );
  const modest = reachable.filter(({ scratchBytes }) => scratchBytes <= room);
  return modest.at(-1) ?? reachable.at(0);
}

function withStrip(node: Conv2DNode, plan: Unstripped, outputs: number): PolynomialPlan {
  const [, height, , channels] = node.weights.shape;
  const inputs = (outputs - 1) * node.strides[0] + height;
  const blockWords = inputs * channels * plan.geometry.phases;
  const complete = { ...plan, strip: { outputs, inputs }, blockWords, scratchBytes: 0 };
  return { ...complete, scratchBytes: workspaceBytes(node, complete) };
}

/** Size of the template's `workspace`, whose members stand in the order of these terms. */
function workspaceBytes(node: Conv2DNode, plan: PolynomialPlan): number {
  const { geometry, blockWords, strip } = plan;
  const words =
    geometry.blocks * blockWords +
    weightWords(plan, node.weights.bits) +
    geometry.groups * (2 * (strip.outputs + strip.inputs) + codeWords(plan) + residualWords(plan));
  return words * 4 + Math.ceil(columns(node, plan) / 2) * 4;
}

/** Words that hold the residual codes of four outputs and a block of channels. */
function residualWords({ block, residual }: PolynomialPlan): number {
  return residual ? (block * residual.bits) / 8 : 0;
}

/** Words of taps that unpacking writes; the last chunk may go beyond the block. */
export function weightWords(plan: PolynomialPlan, bits: number): number {
  const last = phaseWeights(plan, bits).map(
    ({ phase, chunks, perChunk }) =>
      (((chunks * perChunk) / 2 - 1) * plan.geometry.phases + phase) * 2 + 2,
  );
  return Math.max(...last);
}

/** Columns that windows of whole groups reach, or the row itself, counted from the first of them. */
export function columns(node: Conv2DNode, { input, geometry }: PolynomialPlan): number {
  const reach = (geometry.groups * PIXELS - 1) * node.strides[1];
  const last = reach + (node.weights.shape[2] - 1) * node.dilations[1];
  const first = node.padding.left + geometry.lead * node.strides[1];
  return Math.max(last + 1, first + input.shape[1]);
}

/** Words that gather the codes of four pixels: one for each byte of a block of channels. */
export function codeWords({ block, output }: PolynomialPlan): number {
  return (block * output.bits) / 8;
}
