import type { CodeTensor, Conv2DNode } from '../../model/graph.js';
import type { KernelContext } from '../kernel.js';
import { oncePerNode } from '../once-per-node.js';
import { tallestStrip } from '../tallest-strip.js';
import { weightSums } from '../weight-sums.js';
import { axisOf, type Axis } from '../polynomial/geometry.js';
import { lineProducts, type LineProducts } from './line-products.js';
import { scalingOf, type Scaling } from './scaling.js';

/** Every decision about one depthwise convolution of lines of 16-bit pixels. */
export interface DepthwiseLinesPlan {
  readonly input: CodeTensor;
  readonly output: CodeTensor;
  /** Channels whose codes fill bytes of input and output, and that are worked on together. */
  readonly block: number;
  /** Whether lines are columns. */
  readonly vertical: boolean;
  /** The direction of lines, and the other one. */
  readonly along: Axis;
  readonly across: Axis;
  /** Neighbouring outputs that are computed together, and such groups on a line. */
  readonly together: number;
  readonly groups: number;
  readonly row: LineProducts;
  /** Pixels of a line, padding and what the last group reads beyond included; an even number. */
  readonly linePixels: number;
  /** Lines of outputs computed from one filling, and the lines of input that they read. */
  readonly strip: { readonly outputs: number; readonly inputs: number };
  /** Absent where there is no exact form in 32 bits. */
  readonly scaling: Scaling | undefined;
  readonly scratchBytes: number;
}

const PREFERRED_SCRATCH = 6144;
const GREATEST_SCRATCH = 65536;
/** Beyond, code for each of a row's products would grow out of proportion. */
const MOST_TAPS = 49;
/** What an output costs in a group of four, compared with one of two. */
const SHARED = 0.87;
/** What beginning a line costs, in multiplications. */
const LINE_WORK = 10;

/** The plan of a node, `undefined` where the kernel cannot run it. Worked out once a node. */
export const depthwiseLinesPlan = oncePerNode(makePlan, ({ scratchRoom = 0 }) =>
  Math.max(scratchRoom, PREFERRED_SCRATCH),
);

function makePlan(
  node: Conv2DNode,
  context: KernelContext,
  room: number,
): DepthwiseLinesPlan | undefined {
  const [input, residual] = context.inputs;
  const { output } = context;
  if (residual || output.type !== 'codes' || !suits(node, input)) return undefined;
  const block = blockOf([input.bits, output.bits]);
  if (input.shape[2] % block !== 0) return undefined;
  const offsets = weightSums(node).map((sum) => input.zeroPoint * sum);
  const scaling = scalingOf(node, context, offsets, true);
  if (!scaling && input.zeroPoint !== 0) return undefined;
  const [plan] = [false, true]
    .map((vertical) => directedPlan(node, { input, output, block, scaling }, vertical))
    .map((directed) =>
      tallestStrip(directed.across.output, room, (outputs) => withStrip(directed, outputs)),
    )
    .filter(({ scratchBytes }) => scratchBytes <= GREATEST_SCRATCH)
    .sort((one, other) => work(one) - work(other));
  return plan;
}

type Undirected = Pick<DepthwiseLinesPlan, 'input' | 'output' | 'block' | 'scaling'>;
type Unstripped = Omit<DepthwiseLinesPlan, 'strip' | 'scratchBytes'>;

function directedPlan(node: Conv2DNode, plan: Undirected, vertical: boolean): Unstripped {
  const [down, right] = ([0, 1] as const).map((direction) =>
    axisOf(node, plan.input.shape, plan.output.shape, direction),
  );
  const [along, across] = vertical ? [down, right] : [right, down];
  const [together, groups] = groupsOf(along);
  const { kernel: taps, stride, dilation } = along;
  const row = lineProducts({ taps, stride, dilation, outputs: together });
  const linePixels = linePixelsOf(along, groups * together);
  return { ...plan, vertical, along, across, together, groups, row, linePixels };
}

/** Multiplications and lines to begin, a measure of time. */
function work({ across, groups, row }: DepthwiseLinesPlan): number {
  return across.output * (groups * row.products.length * across.kernel + LINE_WORK);
}

/** One filter a channel. */
function suits({ groups, weights: { shape } }: Conv2DNode, input: CodeTensor): boolean {
  const [channels, height, width, inputs] = shape;
  const alone = groups === channels && inputs === 1 && input.shape[2] === channels;
  return alone && height * width <= MOST_TAPS;
}

/** The fewest channels, at least a word of bytes, whose codes fill bytes. */
function blockOf(widths: readonly number[]): number {
  return widths.every((bits) => bits % 2 === 0 && 8 % bits === 0) ? 4 : 8;
}

/** Four outputs share more pixels than two, where not many more of them are in vain. */
function groupsOf({ stride, output }: Axis): [together: number, groups: number] {
  const [fours, twos] = [Math.ceil(output / 4), Math.ceil(output / 2)];
  return stride === 1 && 4 * fours * SHARED <= 2 * twos ? [4, fours] : [2, twos];
}

function linePixelsOf({ kernel, stride, dilation, padding, input }: Axis, outputs: number): number {
  const read = (outputs - 1) * stride + (kernel - 1) * dilation + 1;
  return 2 * Math.ceil(Math.max(read, padding + input) / 2);
}

/** Size of the template's `workspace`, whose members stand in the order of these terms. */
function withStrip(plan: Unstripped, outputs: number): DepthwiseLinesPlan {
  const { across, block, linePixels, row, groups, together } = plan;
  const inputs = (outputs - 1) * across.stride + (across.kernel - 1) * across.dilation + 1;
  const pixels = block * inputs * linePixels * 2;
  const weights = 4 * across.kernel * row.weightWords.length;
  const codes = outputs * groups * together * block;
  return { ...plan, strip: { outputs, inputs }, scratchBytes: pixels + weights + codes };
}
