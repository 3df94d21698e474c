import { elementCount, type Conv2DNode, type Shape } from '../../model/graph.js';
import { geometryOf } from '../../ops/conv2d.js';
import type { WindowGeometry } from '../../ops/windows.js';
import type { KernelContext } from '../kernel.js';
import { flushSchedule, packSteps, scheduleCycles, type FlushSchedule } from './flush-schedule.js';
import { narrowRequantization, type NarrowRequantization } from './narrow-requantization.js';
import type { TileForm } from './tile-form.js';
import { GROUP_CHANNELS, TAPS, weightSteps } from './weight-steps.js';

/** All that is computed for a convolution before its C is written. */
export interface TilePlan {
  readonly form: TileForm;
  readonly schedule: FlushSchedule;
  readonly packedWeights: Uint32Array;
  readonly requantization: NarrowRequantization;
  /** The convolution as the kernel sees it: a 1×1 one over a plane may have another width. */
  readonly window: WindowGeometry;
  readonly input: Shape;
  readonly output: Shape;
  readonly tileWidth: number;
  readonly tiles: number;
  /** Fours of channels, or words of them. */
  readonly groups: number;
  /** Pixels of a staged row. */
  readonly stageWidth: number;
  /** Staged rows. */
  readonly slots: number;
  readonly scratch: ScratchPlan;
}

/** Byte offsets in scratch; the pixels of a tile come first. */
export interface ScratchPlan {
  readonly sums: number;
  readonly values: number;
  readonly bases: number;
  readonly columns: number;
  readonly totals: number;
  readonly stage: number;
  readonly bytes: number;
}

/** Output channels whose sums are in scratch at a time. */
export const BATCH = 4;

/** @returns `undefined` where not even one word of weights fits the form's fields */
export function tilePlan(
  form: TileForm,
  node: Conv2DNode,
  context: KernelContext,
): TilePlan | undefined {
  const { weights } = node;
  const [{ bits, shape }] = context.inputs;
  const channels = weightSteps(form, weights);
  const schedule = flushSchedule(form, weights.bits, 2 ** bits - 1, channels);
  if (!schedule) return undefined;
  const planes = planesOf(node, shape, context.output.shape);
  const sizes = tileSizes(form, planes, shape[2]);
  return {
    form,
    schedule,
    packedWeights: packSteps(form, weights.bits, channels, schedule),
    requantization: narrowRequantization(node, context),
    ...planes,
    ...sizes,
    scratch: scratchPlan(form, schedule, sizes, planes.output, context.output.type === 'codes'),
  };
}

interface Planes {
  readonly window: WindowGeometry;
  readonly input: Shape;
  readonly output: Shape;
}

/** Rows of a pointwise convolution may be of any length; few pixels of the last tile are wasted. */
function planesOf(node: Conv2DNode, input: Shape, output: Shape): Planes {
  const window = geometryOf(node);
  const pixels = input[0] * input[1];
  const pointwise =
    [...window.kernel, ...window.strides].every((size) => size === 1) &&
    elementCount(output) / output[2] === pixels;
  if (!pointwise) return { window, input, output };
  const width = pointwiseWidth(pixels);
  const rows = pixels / width;
  return { window, input: [rows, width, input[2]], output: [rows, width, output[2]] };
}

const LONGEST_POINTWISE_ROW = 64;

function pointwiseWidth(pixels: number): number {
  const waste = (width: number): number => (Math.ceil(width / 4) * 4) / width;
  let best = 1;
  for (let width = 1; width <= Math.min(pixels, LONGEST_POINTWISE_ROW); width++) {
    if (pixels % width === 0 && waste(width) <= waste(best)) best = width;
  }
  return best;
}

interface TileSizes {
  readonly tileWidth: number;
  readonly tiles: number;
  readonly groups: number;
  readonly stageWidth: number;
  readonly slots: number;
}

function tileSizes(form: TileForm, { window, input, output }: Planes, depth: number): TileSizes {
  const { kernel, strides, dilations, padding } = window;
  const polynomial = form.kind === 'polynomial';
  const tileWidth = polynomial ? 8 : 4;
  const tiles = Math.ceil(output[1] / tileWidth);
  const reach = polynomial
    ? tiles * tileWidth + Math.ceil(kernel[1] / TAPS) * TAPS - 1
    : (tiles * tileWidth - 1) * strides[1] + (kernel[1] - 1) * dilations[1] + 1;
  const pixels = Math.max(reach, padding.left + input[1]);
  return {
    tileWidth,
    tiles,
    groups: Math.ceil(depth / (polynomial ? GROUP_CHANNELS : form.lanes)),
    stageWidth: Math.ceil(pixels / 4) * 4,
    slots: (kernel[0] - 1) * dilations[0] + 1,
  };
}

function scratchPlan(
  { lanes, kind }: TileForm,
  { steps, flushes }: FlushSchedule,
  { tileWidth, tiles, groups, stageWidth, slots }: TileSizes,
  output: Shape,
  codes: boolean,
): ScratchPlan {
  const sums = steps * flushes * 16;
  const values = sums + BATCH * flushes * 16;
  const bases = values + Math.ceil((tileWidth * output[2] * (codes ? 1 : 4)) / 4) * 4;
  const columns = bases + tiles * tileWidth * 4;
  const totals = columns + stageWidth * 4;
  const stage = totals + slots * stageWidth * 4;
  const rowBytes = groups * stageWidth * (kind === 'polynomial' ? 1 : lanes);
  return { sums, values, bases, columns, totals, stage, bytes: stage + slots * rowBytes };
}

/** Cycles beside the multiplications: of an output, of a word of pixels, of a staged code. */
const PER_OUTPUT = 40;
const PER_PIXEL_WORD = 8;
const PER_STAGED_CODE = 8;

/** Modelled cycles of one inference. */
export function tileCycles(plan: TilePlan): number {
  const { schedule, output, tiles, tileWidth, input } = plan;
  const words = schedule.steps * schedule.flushes * 4;
  const perTile =
    output[2] * (scheduleCycles(schedule) + tileWidth * PER_OUTPUT) + words * PER_PIXEL_WORD;
  return output[0] * tiles * perTile + elementCount(input) * PER_STAGED_CODE;
}
