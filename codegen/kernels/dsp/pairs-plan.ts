import type { CodeTensor, Conv2DNode } from '../../model/graph.js';
import type { KernelContext } from '../kernel.js';
import { oncePerNode } from '../once-per-node.js';
import { pairsFields, type Fields } from './pairs-bounds.js';
import { pairChunks } from './pairs-flash.js';
import { pairsGeometries, type PairsGeometry } from './pairs-geometry.js';
import { scalingOf, type Scaling } from './scaling.js';
import { weightSums } from '../weight-sums.js';

/** Every decision about one convolution by pairs of pixels and taps. */
export interface PairsPlan {
  readonly input: CodeTensor;
  readonly output: CodeTensor;
  readonly geometry: PairsGeometry;
  readonly fields: Fields;
  /** Lines of the kernel times input channels. */
  readonly cells: number;
  /** Cells in a row without a loop, so many times between flushes. */
  readonly unrolled: number;
  readonly repeats: number;
  /** Absent where there is no exact form of multiplication, addition and shift. */
  readonly scaling: Scaling | undefined;
  /** Whether a line is one loop of assembly. */
  readonly tight: boolean;
  /** Output channels that share a byte of output, or two: their weights are unpacked together. */
  readonly block: number;
  /** Output lines computed from one filling of the strip, and its input lines. */
  readonly strip: { readonly outputs: number; readonly inputs: number };
  /** Words of one line in a pair of pixels, and words between neighbouring pairs. */
  readonly lineWords: number;
  readonly blockWords: number;
  readonly scratchBytes: number;
  /** Estimated instructions. */
  readonly cost: number;
}

/** `LDR` reaches 4095 bytes beyond a register. */
const GREATEST_OFFSET = 4095;
const MOST_STRIP_LINES = 16;
const PREFERRED_SCRATCH = 6144;
/** Words of taps in a row without a loop. */
const MOST_UNROLLED = 24;

/** Instructions on a Cortex-M4, counted in the compiled loops. */
const PER_TAP_PAIR = 7.5;
const PER_FLUSH = 32;
const PER_GROUP = 74;
const PER_PIXEL_WORD = 6;
const PER_TAP_WORD = 6;

/** The plan of a node, `undefined` where the kernel cannot run it. Worked out once a node. */
export const pairsPlan = oncePerNode(makePlan);

function makePlan(node: Conv2DNode, context: KernelContext): PairsPlan | undefined {
  const [input, residual] = context.inputs;
  const { output } = context;
  if (output.type !== 'codes' || residual || node.groups !== 1) return undefined;
  const block = Math.max(2, 8 / output.bits);
  if (8 % output.bits !== 0 || node.weights.shape[0] % block !== 0) return undefined;
  const best = pairsGeometries(node, input, output.shape)
    .map((geometry) => planOf(node, { input, output, geometry, block }))
    .filter((plan) => plan !== undefined)
    .sort((a, b) => a.cost - b.cost)
    .at(0);
  const scaling =
    best && scalingOf(node, context, sumOffsets(node, input, best.fields), best.fields.flushes > 1);
  if (!best || (!scaling && input.zeroPoint !== 0)) return undefined;
  return { ...best, scaling, tight: isTight({ ...best, scaling }, context) };
}

/** Assembly for whole lines counts on free top bits, no inner loop and groups within reach. */
function isTight(
  { fields, repeats, scaling, blockWords }: Omit<PairsPlan, 'tight'>,
  { features }: KernelContext,
): boolean {
  return (
    features.includes('thumb2') &&
    fields.flushes * repeats === 1 &&
    scaling?.preShift === 32 - fields.spacing &&
    groupBytes(blockWords) <= GREATEST_OFFSET
  );
}

/** Bytes between neighbouring groups of outputs in the strip. */
export function groupBytes(blockWords: number): number {
  return 2 * 4 * blockWords;
}

/**
 * What sums hold besides the accumulator: what fields began with, once a flush, and the input's zero
 * point times the sum of the weights.
 */
function sumOffsets(
  node: Conv2DNode,
  { zeroPoint }: CodeTensor,
  { flushes, begin }: Fields,
): number[] {
  return weightSums(node).map((sum) => flushes * begin + zeroPoint * sum);
}

type Unscaled = Omit<PairsPlan, 'scaling' | 'tight'>;
type Draft = Pick<PairsPlan, 'input' | 'output' | 'geometry' | 'block'>;

function planOf(node: Conv2DNode, draft: Draft): Unscaled | undefined {
  const { geometry, input } = draft;
  if (geometry.across.dilation !== 1 || geometry.tapPairs.length > MOST_UNROLLED) return undefined;
  const fields = pairsFields(node, input, geometry);
  if (!fields) return undefined;
  const cells = geometry.across.kernel * input.shape[2];
  const stretch = cells / fields.flushes;
  const unrolled = greatestDivisor(stretch, MOST_UNROLLED / geometry.tapPairs.length);
  const schedule = { fields, cells, unrolled, repeats: stretch / unrolled };
  return bestStrip(node, { ...draft, ...schedule, lineWords: input.shape[2] * geometry.planes });
}

function greatestDivisor(value: number, most: number): number {
  for (let divisor = Math.min(value, Math.floor(most)); divisor > 1; divisor--) {
    if (value % divisor === 0) return divisor;
  }
  return 1;
}

type Unstripped = Omit<Unscaled, 'strip' | 'blockWords' | 'scratchBytes' | 'cost'>;

/** The cheapest strip that offsets reach and whose memory stays modest; at least one line. */
function bestStrip(node: Conv2DNode, plan: Unstripped): Unscaled | undefined {
  const lines = Math.min(MOST_STRIP_LINES, plan.geometry.across.output);
  const reachable = Array.from({ length: lines }, (_, index) => withStrip(node, plan, index + 1))
    .filter((strip) => farthestOffset(strip) <= GREATEST_OFFSET)
    .sort((a, b) => a.cost - b.cost);
  const modest = reachable.filter(({ scratchBytes }) => scratchBytes <= PREFERRED_SCRATCH);
  return modest.at(0) ?? reachable.sort((a, b) => a.scratchBytes - b.scratchBytes).at(0);
}

function farthestOffset({ geometry, blockWords, lineWords, unrolled }: Unscaled): number {
  const shifts = geometry.tapPairs.map(({ shift }) => shift - geometry.leastShift);
  return 4 * ((Math.max(...shifts) + 1) * blockWords + unrolled * geometry.planes + lineWords);
}

function withStrip(node: Conv2DNode, plan: Unstripped, outputs: number): Unscaled {
  const { geometry, block, lineWords } = plan;
  const inputs = (outputs - 1) * geometry.across.stride + geometry.across.kernel;
  const blockWords = inputs * lineWords;
  const strip = { outputs, inputs };
  const words =
    geometry.blocks * blockWords + tapWords(node, plan) + codeWords(plan) * geometry.groups;
  const strips = Math.ceil(geometry.across.output / outputs);
  const pairs = geometry.tapPairs.length * plan.cells;
  const perGroup = pairs * PER_TAP_PAIR + plan.fields.flushes * PER_FLUSH + PER_GROUP;
  const perStrip =
    geometry.blocks * blockWords * PER_PIXEL_WORD +
    (tapWords(node, plan) / block) * node.weights.shape[0] * PER_TAP_WORD;
  const groups = (geometry.across.output * geometry.groups * node.weights.shape[0]) / 2;
  const cost = groups * perGroup + strips * perStrip;
  return { ...plan, strip, blockWords, scratchBytes: words * 4, cost };
}

/** Words of taps that unpacking writes; the last chunk may go beyond the block. */
export function tapWords(
  { weights }: Conv2DNode,
  { geometry, block, cells }: Pick<PairsPlan, 'geometry' | 'block' | 'cells'>,
): number {
  const [{ chunks, words }] = pairChunks(geometry, weights.bits, block, cells);
  return chunks * words * geometry.tapPairs.length;
}

/** Words that gather the codes of four outputs: one for each byte of a block of channels. */
export function codeWords({ block, output }: Pick<PairsPlan, 'block' | 'output'>): number {
  return (block * output.bits) / 8;
}
