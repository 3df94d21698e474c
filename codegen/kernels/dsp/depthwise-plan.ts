import type { CodeTensor, Conv2DNode } from '../../model/graph.js';
import { integerWeights } from '../../ops/multiply-accumulate.js';
import { channelRanges, channelSteps } from '../channel-steps.js';
import type { KernelContext } from '../kernel.js';
import { oncePerNode } from '../once-per-node.js';
import { linearRequantization, type LinearRequantization } from '../linear-requantization.js';
import { fieldBiases, uniformBiases, type FieldBiases, type TapWord } from './depthwise-fields.js';
import {
  axisOf,
  polynomialGeometry,
  type Axis,
  type PolynomialGeometry,
} from '../polynomial/geometry.js';

/** Every decision about one depthwise convolution. */
export interface DepthwisePlan {
  readonly input: CodeTensor;
  readonly output: CodeTensor;
  /** The direction along which words hold neighbours: vertical (0) or horizontal (1). */
  readonly direction: 0 | 1;
  readonly along: Axis;
  readonly across: Axis;
  readonly geometry: PolynomialGeometry;
  /** For each channel the words of a window: taps across, phases. */
  readonly words: readonly (readonly TapWord[])[];
  readonly biases: FieldBiases;
  readonly requantization: ByteThresholds | LinearRequantization;
  /** Whether rows are assembly: codes take the place of pixels that no later row reads. */
  readonly tight: boolean;
  /** Words of a row of the strip: planes, and a place for the code of one more group. */
  readonly rowWords: number;
  /** Channels that share bytes of input, weights and output. */
  readonly block: number;
  /** Output rows across from one filling, and the input rows that they read. */
  readonly strip: { readonly outputs: number; readonly inputs: number };
  readonly scratchBytes: number;
}

/** Thresholds of biased sums, one byte each, for outputs of one or two bits. */
export interface ByteThresholds {
  readonly kind: 'thresholds';
  readonly perChannel: number;
  readonly thresholds: Uint8Array;
}

/** Groups and multiplications of each that stand in a row without a loop. */
const MOST_UNROLLED = 16;
const MOST_TIGHT_STEPS = 9;
const PREFERRED_SCRATCH = 6144;
/** `LDR` reaches 4095 bytes beyond a register. */
const GREATEST_OFFSET = 4095;

/** The plan of a node, `undefined` where the kernel cannot run it. Worked out once a node. */
export const depthwisePlan = oncePerNode(
  makePlan,
  ({ scratchRoom }) => scratchRoom ?? PREFERRED_SCRATCH,
);

function makePlan(
  node: Conv2DNode,
  context: KernelContext,
  room: number,
): DepthwisePlan | undefined {
  const { inputs, output } = context;
  const [input] = inputs;
  if (inputs.length > 1 || output.type !== 'codes' || !suits(node, input, output)) return undefined;
  const directed = ([1, 0] as const)
    .map((direction) => directedPlan(node, input, output, direction))
    .filter((plan) => plan !== undefined)
    .sort((a, b) => work(a) - work(b));
  for (const plan of directed) {
    const complete = tightPlan(node, context, plan, room) ?? plainPlan(node, context, plan, room);
    if (complete) return complete;
  }
  return undefined;
}

function plainPlan(
  node: Conv2DNode,
  context: KernelContext,
  plan: DirectedPlan,
  room: number,
): DepthwisePlan | undefined {
  const biases = fieldBiases(plan.words, 2 ** plan.input.bits - 1);
  const requantization = biases && byteRequantization(node, context, biases);
  const rowWords = plan.geometry.phases * plan.geometry.blocks;
  return (
    requantization && bestStrip({ ...plan, biases, requantization, tight: false, rowWords }, room)
  );
}

/** Where registers suffice: thresholds, few enough groups to do without a loop, some taps in memory. */
function tightPlan(
  node: Conv2DNode,
  context: KernelContext,
  plan: DirectedPlan,
  room: number,
): DepthwisePlan | undefined {
  const { geometry, words, input, output } = plan;
  const suitable =
    context.features.includes('thumb2') &&
    output.bits <= 2 &&
    geometry.groups <= MOST_UNROLLED &&
    words[0].length <= MOST_TIGHT_STEPS;
  const biases = suitable ? uniformBiases(words, 2 ** input.bits - 1) : undefined;
  const requantization = biases && byteThresholds(node, input, output, biases);
  const planes = geometry.phases * geometry.blocks;
  const rowWords = Math.max(planes, geometry.groups);
  return (
    requantization && bestStrip({ ...plan, biases, requantization, tight: true, rowWords }, room)
  );
}

/** One filter a channel, channels that fill bytes, no zero point that padding would stand for. */
function suits({ groups, weights }: Conv2DNode, input: CodeTensor, output: CodeTensor): boolean {
  const [channels, , , inputs] = weights.shape;
  const widths = [input.bits, weights.bits, output.bits];
  return (
    groups === channels &&
    inputs === 1 &&
    input.shape[2] === channels &&
    input.zeroPoint === 0 &&
    widths.every((bits) => 8 % bits === 0) &&
    channels % blockOf(widths) === 0
  );
}

function blockOf(widths: readonly number[]): number {
  return 8 / Math.min(...widths);
}

type DirectedPlan = Omit<
  DepthwisePlan,
  'biases' | 'requantization' | 'tight' | 'rowWords' | 'strip' | 'scratchBytes'
>;

function directedPlan(
  node: Conv2DNode,
  input: CodeTensor,
  output: CodeTensor,
  direction: 0 | 1,
): DirectedPlan | undefined {
  const along = axisOf(node, input.shape, output.shape, direction);
  const across = axisOf(node, input.shape, output.shape, direction === 0 ? 1 : 0);
  const geometry = polynomialGeometry(along);
  if (!geometry) return undefined;
  const block = blockOf([input.bits, node.weights.bits, output.bits]);
  const words = tapWords(node, geometry, direction);
  return { input, output, direction, along, across, geometry, words, block };
}

/** Blocks to multiply, a measure of time. */
function work({ geometry, across }: DirectedPlan): number {
  return geometry.blocks * geometry.phases * across.output;
}

function tapWords(
  { weights }: Conv2DNode,
  { taps, phases }: PolynomialGeometry,
  direction: 0 | 1,
): TapWord[][] {
  const [channels, height, width] = weights.shape;
  const values = integerWeights(weights);
  const rows = direction === 1 ? height : width;
  return Array.from({ length: channels }, (_, channel) =>
    Array.from({ length: rows * phases }, (__, step) => {
      const word: [number, number, number] = [0, 0, 0];
      const row = Math.floor(step / phases);
      for (const { column, exponent } of taps.filter(({ phase }) => phase === step % phases)) {
        const tap = direction === 1 ? row * width + column : column * width + row;
        word[exponent] = values[channel * height * width + tap];
      }
      return word;
    }),
  );
}

/** Thresholds for up to two bits, else 32-bit arithmetic where that is exact. */
function byteRequantization(
  node: Conv2DNode,
  context: KernelContext,
  biases: FieldBiases,
): ByteThresholds | LinearRequantization | undefined {
  const output = context.output as CodeTensor;
  if (output.bits <= 2) return byteThresholds(node, context.inputs[0], output, biases);
  return linearRequantization(node, context, { greatestMultiplier: 2 ** 15 - 1 });
}

function byteThresholds(
  node: Conv2DNode,
  input: CodeTensor,
  output: CodeTensor,
  { total }: FieldBiases,
): ByteThresholds | undefined {
  const perChannel = 2 ** output.bits - 1;
  const ranges = channelRanges(node, input);
  const thresholds = new Uint8Array(ranges.length * perChannel);
  for (const [channel, range] of ranges.entries()) {
    const steps = channelSteps({ node, output, residual: undefined, range, channel });
    if (!steps) return undefined;
    thresholds.set(
      steps[0].map((step) => step + total),
      channel * perChannel,
    );
  }
  return { kind: 'thresholds', perChannel, thresholds };
}

type Unstripped = Omit<DepthwisePlan, 'strip' | 'scratchBytes'>;

/** The tallest strip whose memory stays modest; at least one row. */
function bestStrip(plan: Unstripped, room: number): DepthwisePlan | undefined {
  const strips = Array.from({ length: plan.across.output }, (_, index) =>
    withStrip(plan, index + 1),
  );
  const modest = strips.filter(({ scratchBytes }) => scratchBytes <= room);
  const best = modest.at(-1) ?? strips[0];
  const { across, rowWords } = plan;
  const reach = (across.kernel - 1) * across.dilation + 1;
  return reach * rowWords * 4 <= GREATEST_OFFSET ? best : undefined;
}

function withStrip(plan: Unstripped, outputs: number): DepthwisePlan {
  const { across, geometry, block, output, words, rowWords, tight } = plan;
  const inputs = (outputs - 1) * across.stride + (across.kernel - 1) * across.dilation + 1;
  const pixels = block * inputs * rowWords;
  const codes = tight ? 0 : ((block * output.bits) / 8) * outputs * geometry.groups;
  const taps = block * words[0].length;
  return { ...plan, strip: { outputs, inputs }, scratchBytes: 4 * (pixels + codes + taps) };
}
