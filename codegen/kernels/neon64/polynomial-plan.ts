import type { CodeTensor, Conv2DNode } from '../../model/graph.js';
import { channelRanges } from '../channel-steps.js';
import type { KernelContext } from '../kernel.js';
import { oncePerNode } from '../once-per-node.js';
import { linearRequantization, type LinearRequantization } from '../linear-requantization.js';
import { axisOf, polynomialGeometry, type TapPlace } from '../polynomial/geometry.js';
import {
  paddedSchedule,
  polynomialWeights,
  type PolynomialWeights,
  type PaddedSchedule,
} from '../polynomial/steps.js';

/** Outputs of a lane, lanes of a tile and output channels that are computed together. */
export const LANE_OUTPUTS = 2;
export const TILE_LANES = 8;
export const TILE_CHANNELS = 4;

/** Every decision about one polynomial convolution in 32-bit lanes. */
export interface LanePlan {
  readonly input: CodeTensor;
  readonly output: CodeTensor;
  readonly residual: CodeTensor | undefined;
  readonly phases: number;
  /** Taps with the exponents that bring complete sums to the fields 2 and 3. */
  readonly taps: readonly TapPlace[];
  /** Elements of a plane before the first that output 0 reads, as a negative number. */
  readonly first: number;
  readonly weights: PolynomialWeights;
  readonly schedule: PaddedSchedule;
  /** Steps with those that fill the last stretch. */
  readonly paddedSteps: number;
  readonly linear: LinearRequantization | undefined;
  /** Lanes that cover a row of outputs. */
  readonly rowLanes: number;
  readonly strip: Strip;
  /** Output channels that share a byte of output, residual or weights; a multiple of the tile's. */
  readonly block: number;
  /** Bytes of a channel's row with its padding. */
  readonly rowBytes: number;
  readonly scratchBytes: number;
}

/** Output rows computed from one filling. */
export interface Strip {
  readonly outputs: number;
  readonly inputs: number;
  readonly tiles: number;
  /** Rows of one residue modulo the vertical stride. */
  readonly planeRows: number;
}

/** Loads and multiplications of a step; biases and additions of a flush. */
const STRETCH_COST = { step: 10, flush: 24 };
const PREFERRED_STREAM = 524_288;

/** The plan of a node, `undefined` where the kernel cannot run it. Worked out once a node. */
export const lanePlan = oncePerNode(makePlan);

function makePlan(node: Conv2DNode, context: KernelContext): LanePlan | undefined {
  const [input, residual] = context.inputs;
  const { output } = context;
  if (output.type !== 'codes' || !suits(node, context)) return undefined;
  const geometry = polynomialGeometry(axisOf(node, input.shape, output.shape, 1));
  if (!geometry || !accumulatorsFit(node, input)) return undefined;
  const spread = Math.max(...geometry.taps.map(({ exponent }) => exponent));
  const taps = geometry.taps.map((tap) => ({ ...tap, exponent: tap.exponent + 2 - spread }));
  const linear = usableLinear(node, context);
  const symmetric = linear !== undefined && highest(node) === -node.weights.lowest;
  const weights = polynomialWeights(node, { ...geometry, taps }, symmetric);
  const schedule = paddedSchedule(weights, 2 ** input.bits - 1, STRETCH_COST);
  if (!schedule || 255 * schedule.flushes >= 2 ** 16) return undefined;
  const rowLanes = Math.ceil(output.shape[1] / LANE_OUTPUTS);
  const block = blockOf(node, output, residual);
  const first = geometry.lead - spread;
  const rowBytes = Math.ceil((rowLanes * LANE_OUTPUTS + 4) / 8) * 8 + 16;
  const paddedSteps = schedule.stretch * schedule.flushes;
  const shared = {
    input,
    output,
    residual,
    phases: geometry.phases,
    taps,
    first,
    weights,
    paddedSteps,
  };
  const base = { ...shared, schedule, linear, rowLanes, block, rowBytes };
  const strip = bestStrip(node, output, paddedSteps, rowLanes);
  return { ...base, strip, scratchBytes: workspaceBytes(node, { ...base, strip }) };
}

/** Whole bytes everywhere, no zero point that padding would have to stand for. */
function suits(node: Conv2DNode, { inputs: [input, residual], output }: KernelContext): boolean {
  const codes = [output as CodeTensor, ...(residual ? [residual] : [])];
  const channels = node.weights.shape[0];
  return (
    node.groups === 1 &&
    node.dilations[0] === 1 &&
    [1, 2, 4].includes(node.weights.bits) &&
    input.zeroPoint === 0 &&
    8 % input.bits === 0 &&
    (input.shape[2] * input.bits) % 8 === 0 &&
    codes.every(({ bits }) => 8 % bits === 0) &&
    (node.weights.shape[1] * node.weights.shape[3] * node.weights.bits) % 8 === 0 &&
    channels % blockOf(node, output as CodeTensor, residual) === 0
  );
}

function blockOf({ weights }: Conv2DNode, output: CodeTensor, residual?: CodeTensor): number {
  const bits = [weights.bits, output.bits, ...(residual ? [residual.bits] : [])];
  return Math.max(TILE_CHANNELS, 8 / Math.min(...bits));
}

function highest({ weights: { lowest, step, bits } }: Conv2DNode): number {
  return lowest + step * (2 ** bits - 1);
}

/** Accumulators are 16-bit lanes. */
function accumulatorsFit(node: Conv2DNode, input: CodeTensor): boolean {
  const most = 2 ** 15 - 1;
  return channelRanges(node, input).every(
    ({ least, greatest }) => least >= -most && greatest <= most,
  );
}

/** Narrowing shifts are by one bit at least. */
function usableLinear(node: Conv2DNode, context: KernelContext): LinearRequantization | undefined {
  const linear = linearRequantization(node, context, { greatestMultiplier: 2 ** 15 - 1 });
  return linear && linear.shift > 0 ? linear : undefined;
}

/** The strip with the least work: lanes beyond the last row, and weights unpacked for each strip. */
function bestStrip(node: Conv2DNode, output: CodeTensor, steps: number, rowLanes: number): Strip {
  const [height] = output.shape;
  const strips = Array.from({ length: height }, (_, index) => stripOf(node, rowLanes, index + 1));
  const small = strips.filter(({ tiles }) => tiles * steps * TILE_LANES * 4 <= PREFERRED_STREAM);
  const work = ({ outputs, tiles }: Strip): number =>
    Math.ceil(height / outputs) * (tiles * 10 + 5);
  return small.reduce((best, strip) => (work(strip) <= work(best) ? strip : best), strips[0]);
}

function stripOf(node: Conv2DNode, rowLanes: number, outputs: number): Strip {
  const height = node.weights.shape[1];
  const stride = node.strides[0];
  return {
    outputs,
    inputs: (outputs - 1) * stride + height,
    tiles: Math.ceil((outputs * rowLanes) / TILE_LANES),
    planeRows: outputs + Math.floor((height - 1) / stride),
  };
}

/** Size of the template's `workspace`, whose members stand in the order of these terms. */
function workspaceBytes(node: Conv2DNode, plan: Omit<LanePlan, 'scratchBytes'>): number {
  const { paddedSteps, strip, block, input, phases, rowBytes, output } = plan;
  const outputs = strip.tiles * TILE_LANES * LANE_OUTPUTS;
  const stream = strip.tiles * paddedSteps * TILE_LANES * 4;
  const taps = block * paddedSteps * 4;
  const lanes = input.shape[2] * phases * node.strides[0] * planeLanes(plan) * 4;
  const rows = input.shape[2] * phases * rowBytes;
  const sums = 2 * (strip.inputs * output.shape[1] + phases * rowBytes + outputs);
  const codes = (outputs * block * output.bits) / 8;
  const residuals = plan.residual ? (outputs * block * plan.residual.bits) / 8 : 0;
  return Math.ceil((stream + taps + lanes + rows + sums + codes + residuals + 64) / 16) * 16;
}

/** Lanes of one residue of rows; vectors may be written a little beyond the last row. */
export function planeLanes({ strip, rowLanes }: Pick<LanePlan, 'strip' | 'rowLanes'>): number {
  return strip.planeRows * rowLanes + TILE_LANES;
}
