import type { CodeTensor, Conv2DNode } from '../../model/graph.js';
import { integerWeights } from '../../ops/multiply-accumulate.js';
import type { KernelContext } from '../kernel.js';
import { oncePerNode } from '../once-per-node.js';
import { linearRequantization, type LinearRequantization } from '../linear-requantization.js';

/** Output channels that are computed together, and outputs of a tile in groups of a vector's lanes. */
export const TILE_CHANNELS = 8;
export const GROUP_OUTPUTS = 4;
export const TILE_GROUPS = 3;
export const TILE_OUTPUTS = GROUP_OUTPUTS * TILE_GROUPS;

/** Bytes that one UDOT multiplies and adds up for an output. */
export const QUAD = 4;

/** Every decision about one convolution by dot products of bytes. */
export interface DotPlan {
  readonly input: CodeTensor;
  readonly output: CodeTensor;
  readonly residual: CodeTensor | undefined;
  readonly runs: Runs;
  /** Quads of an output's window, with those that fill the last chunk of weights. */
  readonly quads: number;
  readonly image: Image;
  /** Bits that a weight code takes in flash. */
  readonly storedBits: number;
  readonly linear: LinearRequantization | undefined;
  /** Minus zero point times the sum of a channel's weights; absent where the zero point is 0. */
  readonly offsets: Int32Array | undefined;
  /** Tiles that are filled at once. */
  readonly tiles: number;
  readonly scratchBytes: number;
}

/** Neighbouring codes of a window: whole kernel rows, or pixels where dilation parts them. */
export interface Runs {
  readonly columns: number;
  readonly codes: number;
  /** Quads that a run fills. */
  readonly quads: number;
}

/** The input with its padding, as far as windows reach. */
export interface Image {
  readonly height: number;
  readonly width: number;
  /** Columns of the input in it. */
  readonly copied: number;
}

const PREFERRED_STREAM = 262_144;
/** Vectors are loaded and stored whole. */
const OVERREAD_BYTES = 16;
const OVERWRITTEN_BYTES = 64;

/** The plan of a node, `undefined` where the kernel cannot run it. Worked out once a node. */
export const dotPlan = oncePerNode((node: Conv2DNode, context) =>
  suits(node, context) ? makePlan(node, context) : undefined,
);

/** Outputs that fill bytes; sums wrap in 32 bits, where accumulators fit, so nothing else matters. */
function suits(node: Conv2DNode, { inputs: [, residual], output }: KernelContext): boolean {
  const codes = [output, ...(residual ? [residual] : [])];
  return (
    node.groups === 1 &&
    node.weights.shape[0] % TILE_CHANNELS === 0 &&
    codes.every((tensor) => tensor.type === 'codes' && 8 % tensor.bits === 0)
  );
}

function makePlan(node: Conv2DNode, context: KernelContext): DotPlan {
  const [input, residual] = context.inputs;
  const output = context.output as CodeTensor;
  const runs = runsOf(node);
  const storedBits = [1, 2, 4, 8].find((bits) => bits >= node.weights.bits)!;
  const used = node.weights.shape[1] * runs.columns * runs.quads;
  const quads = roundUp(used, Math.max(2, 4 / storedBits));
  const linear = linearRequantization(node, context, { greatestMultiplier: 2 ** 31 - 1 });
  const outputs = output.shape[0] * output.shape[1];
  const all = Math.ceil(outputs / TILE_OUTPUTS);
  const tileBytes = quads * QUAD * TILE_OUTPUTS;
  const tiles = Math.max(1, Math.min(all, Math.floor(PREFERRED_STREAM / tileBytes)));
  const image = imageOf(node, input, output);
  const offsets = input.zeroPoint === 0 ? undefined : offsetsOf(node, input.zeroPoint);
  const plan = { input, output, residual, runs, quads, image, storedBits, linear, offsets, tiles };
  return { ...plan, scratchBytes: workspaceBytes(plan) };
}

function runsOf({ weights: { shape }, dilations }: Conv2DNode): Runs {
  const [, , width, inputs] = shape;
  const parted = dilations[1] > 1;
  const codes = parted ? inputs : width * inputs;
  return { columns: parted ? width : 1, codes, quads: Math.ceil(codes / QUAD) };
}

function imageOf(node: Conv2DNode, input: CodeTensor, output: CodeTensor): Image {
  const [, kernelHeight, kernelWidth] = node.weights.shape;
  const reach = (axis: 0 | 1, taps: number): number =>
    (output.shape[axis] - 1) * node.strides[axis] + (taps - 1) * node.dilations[axis] + 1;
  const width = reach(1, kernelWidth);
  const copied = Math.max(0, Math.min(input.shape[1], width - node.padding.left));
  return { height: reach(0, kernelHeight), width, copied };
}

function offsetsOf({ weights }: Conv2DNode, zeroPoint: number): Int32Array {
  const values = integerWeights(weights);
  const perChannel = values.length / weights.shape[0];
  return Int32Array.from({ length: weights.shape[0] }, (_, channel) => {
    const own = values.subarray(channel * perChannel, (channel + 1) * perChannel);
    return -zeroPoint * own.reduce((sum, weight) => sum + weight, 0);
  });
}

/** Size of the template's `workspace`, whose members stand in the order of these terms. */
function workspaceBytes({ tiles, quads, image, input }: Omit<DotPlan, 'scratchBytes'>): number {
  const stream = tiles * TILE_OUTPUTS * quads * QUAD + OVERWRITTEN_BYTES;
  const taps = quads * QUAD * TILE_CHANNELS;
  const sums = TILE_OUTPUTS * TILE_CHANNELS * 4;
  const bases = tiles * TILE_OUTPUTS * 4;
  const pixels = image.height * image.width * input.shape[2] + OVERREAD_BYTES;
  return Math.ceil((stream + taps + sums + bases + pixels) / 16) * 16;
}

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
