import type { CodeTensor, Conv2DNode, Tensor } from '../../model/graph.js';
import type { KernelContext } from '../kernel.js';
import { oncePerNode } from '../once-per-node.js';
import { linearRequantization, type LinearRequantization } from '../linear-requantization.js';
import { flashBits } from './flash-bits.js';
import {
  laneForms,
  laneSigns,
  laneSchedule,
  laneTaps,
  segmentSteps,
  mostUnrolled,
  unrolledSteps,
  type LaneForm,
  type LaneSchedule,
  type LaneTaps,
} from './lanes-fields.js';
import { lanesGeometry, type LanesGeometry } from './lanes-geometry.js';
import { laneOrder, pairsOfChannels, pixelChunks, type PixelChunk } from './lanes-order.js';
import { sharedSums, type SharedSums } from './lanes-sums.js';

/** Words of weights that a tile multiplies with its two words of pixels. */
export const WEIGHT_WORDS = 4;

/** Every decision about one convolution in lanes. */
export interface LanesPlan {
  readonly node: Conv2DNode;
  readonly input: CodeTensor;
  readonly output: Tensor;
  readonly residual: CodeTensor | undefined;
  readonly geometry: LanesGeometry;
  /** Absent where pixels do not begin on bytes: then they are unpacked code by code. */
  readonly chunks: readonly PixelChunk[] | undefined;
  /** Words of one column of the buffer. */
  readonly pixelWords: number;
  readonly form: LaneForm;
  readonly taps: LaneTaps;
  /** −1 for output channels whose weights stand negated, 1 for the others. */
  readonly signs: readonly number[];
  readonly schedule: LaneSchedule;
  /** Steps of straight code. */
  readonly unrolled: number;
  readonly segment: number;
  /** Output channels whose weights are unpacked together, and outputs of a row, of one tile. */
  readonly block: number;
  readonly blocks: number;
  /** Whether blocks of channels fill bytes; else codes gather, one a byte, until a strip is done. */
  readonly whole: boolean;
  readonly tile: number;
  readonly linear: LinearRequantization | undefined;
  /** How both pixels of a word are requantized from halves; only for two channels a lane. */
  readonly sums: SharedSums | undefined;
  readonly strip: LanesStrip;
}

/** Memory of one strip of output rows. */
export interface LanesStrip {
  readonly outputs: number;
  readonly inputs: number;
  /** Columns of a row of the buffer; with two pixels a lane and one kernel column, pairs of them. */
  readonly columns: number;
  readonly scratchBytes: number;
}

/** `LDR` reaches so far beyond a register. */
const GREATEST_OFFSET = 4095;
/** Scratch that a strip may take where nothing else is known, and in any case. */
const PREFERRED_SCRATCH = 12_288;
const LEAST_SCRATCH = 4096;

/** The plan of a node, `undefined` where the kernel cannot run it. Worked out once a node. */
export const lanesPlan = oncePerNode(makePlan);

function makePlan(node: Conv2DNode, context: KernelContext): LanesPlan | undefined {
  const [input] = context.inputs;
  if (node.groups !== 1) return undefined;
  const chunks = pixelChunks(input);
  for (const form of laneForms(node, input.bits)) {
    const plan = planForm(node, context, chunks, form);
    if (plan) return plan;
  }
  return undefined;
}

function planForm(
  node: Conv2DNode,
  { inputs: [input, residual], output, ...rest }: KernelContext,
  chunks: readonly PixelChunk[] | undefined,
  form: LaneForm,
): LanesPlan | undefined {
  const block = WEIGHT_WORDS * form.outputs;
  const whole = storable(node, output, residual, block);
  if (form.outputs === 2 && !(whole && chunks)) return undefined;
  const geometry = lanesGeometry(node, input, output.shape, 2 / form.pixels);
  const order = chunks ? laneOrder(chunks, input.bits) : pairsOfChannels(input.shape[2]);
  const signs = laneSigns(node, form);
  const own = laneTaps(node, form, order, signs);
  const single = geometry.kernelHeight === 1 && geometry.columnTap === 1;
  const padded = form.outputs === 2 && single;
  const found = segmentSteps(geometry, order.length);
  const bits = { activationBits: input.bits };
  const schedule = laneSchedule({ form, taps: own, segment: found, padded, ...bits });
  if (!schedule) return undefined;
  const taps = padTaps(own, schedule.stretch * schedule.stretches);
  const segment = padded ? taps[0].length : found;
  const work = node.weights.codes.length * output.shape[0] * output.shape[1];
  const unrolled = unrolledSteps(schedule.stretch, segment, mostUnrolled(work));
  const context = { inputs: residual ? [input, residual] : [input], output, ...rest };
  const linear = linearForm(node, context, form);
  const sums = linear && sharedSums({ node, input, form, taps, signs, schedule });
  if (form.outputs === 2 && !sums) return undefined;
  const tile = 2 * form.pixels;
  const shared = { node, input, output, residual, geometry, chunks, pixelWords: order.length };
  const plan = {
    ...shared,
    form,
    taps,
    signs,
    schedule,
    unrolled,
    segment,
    block,
    blocks: Math.ceil(output.shape[2] / block),
    whole,
    tile,
    linear,
    sums,
  };
  const strip = bestStrip(plan, Math.max(LEAST_SCRATCH, rest.scratchRoom ?? PREFERRED_SCRATCH));
  return strip && { ...plan, strip };
}

/**
 * Sums in halves of a word take multipliers of 16 bits, and the lower half stands higher. After a shift
 * of 16, results of both halves fit one word.
 */
function linearForm(
  node: Conv2DNode,
  context: KernelContext,
  form: LaneForm,
): LinearRequantization | undefined {
  if (form.outputs === 1) {
    return linearRequantization(node, context, { greatestMultiplier: 2 ** 31 - 1 });
  }
  const limits = {
    greatestMultiplier: 2 ** 15 - 1,
    greatestSum: 2 ** (31 - context.inputs[0].bits) - 1,
  };
  return (
    linearRequantization(node, context, { ...limits, shift: 16 }) ??
    linearRequantization(node, context, limits)
  );
}

/** Whole bytes for each block of channels of each pixel, no code across words. */
function storable(
  { weights }: Conv2DNode,
  output: Tensor,
  residual: CodeTensor | undefined,
  block: number,
): boolean {
  const fits = (bits: number) => 8 % bits === 0 && (block * bits) % 8 === 0;
  if (weights.shape[0] % block !== 0) return false;
  return (output.type === 'int32' || fits(output.bits)) && (!residual || fits(residual.bits));
}

/** Taps of zero, which the codes of the origin are, behind the others. */
function padTaps(taps: LaneTaps, steps: number): LaneTaps {
  return taps.map((own) => [
    ...own,
    ...Array.from({ length: steps - own.length }, () => [0, 0] as const),
  ]);
}

type Unstripped = Omit<LanesPlan, 'strip'>;

/** The tallest strip whose memory stays modest; at least one row. */
function bestStrip(plan: Unstripped, room: number): LanesStrip | undefined {
  if (pixelDistance(plan) * 4 + 4 > GREATEST_OFFSET) return undefined;
  let best = stripOf(plan, 1);
  for (let outputs = 2; outputs <= plan.geometry.outputHeight; outputs++) {
    const strip = stripOf(plan, outputs);
    if (strip.scratchBytes > room) break;
    best = strip;
  }
  return best;
}

function stripOf(plan: Unstripped, outputs: number): LanesStrip {
  const { geometry, tile, pixelWords, schedule, sums } = plan;
  const inputs =
    (outputs - 1) * geometry.rowStep + (geometry.kernelHeight - 1) * geometry.rowTap + 1;
  const tiles = Math.ceil(geometry.outputWidth / tile);
  const columns = columnsOf(plan, tiles);
  const words =
    inputs * columns * pixelWords +
    tapWords(plan) +
    2 * WEIGHT_WORDS * schedule.stretches +
    (sums ? outputs * tiles * 2 : 0) +
    (addsPixels(plan) ? Math.ceil((inputs * sumColumns(plan)) / 2) : 0) +
    (plan.whole || plan.output.type === 'int32' ? 0 : Math.ceil(stripCodes(plan, outputs) / 4));
  return { outputs, inputs, columns, scratchBytes: words * 4 };
}

/** Whether windows of several pixels need the sums of their codes. */
export function addsPixels({ sums, geometry }: Unstripped): boolean {
  return sums !== undefined && geometry.kernelHeight * geometry.kernelWidth > 1;
}

/** Columns whose sums of codes the outputs of whole tiles need. */
export function sumColumns({ geometry, tile }: Unstripped): number {
  const outputs = Math.ceil(geometry.outputWidth / tile) * tile;
  return (outputs - 1) * geometry.columnStep + (geometry.kernelWidth - 1) * geometry.columnTap + 1;
}

/** Codes of a strip, those of channels behind the last included. */
export function stripCodes({ geometry, blocks, block }: Unstripped, outputs: number): number {
  return outputs * geometry.outputWidth * blocks * block;
}

/** The columns that whole tiles reach. */
function columnsOf({ geometry, form, tile }: Unstripped, tiles: number): number {
  if (pairsOfColumns(geometry, form)) return 2 * tiles;
  const last = (tiles * tile - form.pixels) * geometry.columnStep;
  return last + (geometry.kernelWidth - 1) * geometry.columnTap + 1;
}

/** Whether a column of the buffer is a pair of outputs, which share no pixels. */
export function pairsOfColumns({ kernelWidth }: LanesGeometry, { pixels }: LaneForm): boolean {
  return pixels === 2 && kernelWidth === 1;
}

/** Words from the first word of pixels of a tile to the second. */
export function pixelDistance({ geometry, form, pixelWords }: Unstripped): number {
  const columns = pairsOfColumns(geometry, form) ? 1 : form.pixels * geometry.columnStep;
  return columns * pixelWords;
}

/** Words of flash that become words of taps: of each channel of a lane one. */
export function wordsPerChunk({ node }: Pick<LanesPlan, 'node'>): number {
  return 16 / flashBits(node.weights.bits);
}

/** Words of taps that unpacking a block writes; the last chunk may go beyond the block. */
export function tapWords(plan: Unstripped): number {
  return tapChunks(plan) * wordsPerChunk(plan);
}

export function tapChunks(plan: Unstripped): number {
  return Math.ceil((plan.taps[0].length * WEIGHT_WORDS) / wordsPerChunk(plan));
}
