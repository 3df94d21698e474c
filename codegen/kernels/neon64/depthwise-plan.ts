import type { CodeTensor, Conv2DNode } from '../../model/graph.js';
import type { KernelContext } from '../kernel.js';
import { oncePerNode } from '../once-per-node.js';
import { rawRanges } from '../raw-ranges.js';
import { MOST_CODES_COUNTED, stripRows } from './dot-plan.js';
import { dotRequantization, type DotRequantization } from './dot-requantization.js';
import { dotShape, type DotShape } from './dot-shape.js';

/** Channels that are computed together. */
export const BLOCK_CHANNELS = 8;

/** Every decision about one depthwise convolution. */
export interface DepthwisePlan {
  readonly shape: DotShape;
  readonly input: CodeTensor;
  readonly output: CodeTensor;
  readonly residual: CodeTensor | undefined;
  /** Whether products are of signed bytes and their sums fit 16 bits, else 16 and 32. */
  readonly narrow: boolean;
  /** Output rows of a strip. */
  readonly rows: number;
  readonly requantization: DotRequantization;
}

const GREATEST_BYTE = 127;
const MOST_TAPS = 49;

/** The plan of a node, `undefined` where the kernel cannot run it. Worked out once a node. */
export const depthwisePlan = oncePerNode(makePlan);

function makePlan(node: Conv2DNode, context: KernelContext): DepthwisePlan | undefined {
  const { output } = context;
  const [input, residual] = context.inputs;
  if (output.type !== 'codes' || !suits(node, input)) return undefined;
  const shape = dotShape(node, context);
  const rows = stripRows(shape, bytesOfOutput(shape), output);
  const requantization = dotRequantization(node, context, 0);
  if (rows === undefined || !requantization) return undefined;
  if (requantization.kind === 'thresholds' && output.bits > MOST_CODES_COUNTED) return undefined;
  return { shape, input, output, residual, narrow: isNarrow(node, input), rows, requantization };
}

/** One filter a channel. */
function suits({ groups, weights: { shape } }: Conv2DNode, input: CodeTensor): boolean {
  const [channels, height, width, inputs] = shape;
  const alone = groups === channels && inputs === 1 && input.shape[2] === channels;
  return alone && height * width <= MOST_TAPS;
}

/** Of codes in the rows of a strip and of output. */
function bytesOfOutput({ strides, output }: DotShape): number {
  return (strides[0] * strides[1] + 1) * output[2];
}

function isNarrow(node: Conv2DNode, { bits }: CodeTensor): boolean {
  const { lowest, step, bits: weightBits } = node.weights;
  const highest = lowest + step * (2 ** weightBits - 1);
  const greatestCode = 2 ** bits - 1;
  const bytes = [greatestCode, -lowest, highest].every((number) => number <= GREATEST_BYTE);
  const most = 2 ** 15 - 1;
  const ranges = rawRanges(node, greatestCode);
  return bytes && ranges.every(({ least, greatest }) => least >= -most && greatest <= most);
}
