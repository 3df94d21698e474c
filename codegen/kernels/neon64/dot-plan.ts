import type { CodeTensor, Conv2DNode, DenseNode, Tensor } from '../../model/graph.js';
import type { KernelContext } from '../kernel.js';
import { oncePerNode } from '../once-per-node.js';
import { dotStretch } from './dot-bounds.js';
import { dotRequantization, type DotRequantization } from './dot-requantization.js';
import { dotShape, type DotShape } from './dot-shape.js';

/** Output channels of a tile. */
export const TILE_CHANNELS = 4;
/** Positions of a tile, where there is more than one. */
const TILE_POSITIONS = 4;
/** Bytes of a vector. */
export const CHUNK_BYTES = 16;

/** Every decision about one layer as dot products of bytes, or of bits where all codes have one. */
export interface DotPlan {
  readonly shape: DotShape;
  readonly input: CodeTensor;
  readonly output: Tensor;
  readonly residual: CodeTensor | undefined;
  /** Whether a byte holds eight taps of one bit, else it holds one tap. */
  readonly bits: boolean;
  /** The codes that count as zero. */
  readonly middleInput: number;
  readonly middleTap: number;
  /** Bytes of a pixel, and vectors of a window. */
  readonly pixelBytes: number;
  readonly chunks: number;
  /** Chunks between which sums leave their narrow lanes; 0: every product by itself. */
  readonly stretch: number;
  /** Weights of a channel as they stand in flash. */
  readonly flashBits: 1 | 2 | 4 | 8;
  /** Output rows of a strip, and positions of a tile. */
  readonly rows: number;
  readonly tilePositions: number;
  readonly requantization: DotRequantization;
}

const PREFERRED_STREAM = 262_144;
/** Bits of codes whose thresholds are counted. */
export const MOST_CODES_COUNTED = 4;
/** Sums of ones, at most eight a chunk, that fit a byte. */
const BIT_STRETCH = 31;

/** The plan of a node, `undefined` where the kernel cannot run it. Worked out once a node. */
export const dotPlan = oncePerNode(makePlan);

function makePlan(node: Conv2DNode | DenseNode, context: KernelContext): DotPlan | undefined {
  if (node.op === 'conv2d' && node.groups !== 1) return undefined;
  const { output } = context;
  const [input, residual] = context.inputs;
  const { weights } = node;
  const shape = dotShape(node, context);
  const bits = input.bits === 1 && weights.bits === 1 && shape.input[2] % 8 === 0;
  const middleInput = bits ? 0 : middleOf(input.bits);
  const middleTap = bits ? 0 : middleOf(weights.bits);
  const pixelBytes = bits ? shape.input[2] / 8 : shape.input[2];
  const chunks = Math.ceil((pixelBytes * shape.kernel[0] * shape.kernel[1]) / CHUNK_BYTES);
  const rows = stripRows(shape, chunks * CHUNK_BYTES, output);
  const requantization = dotRequantization(node, context, middleInput);
  if (rows === undefined || !requantization) return undefined;
  if (requantization.kind === 'thresholds' && bitsOf(output) > MOST_CODES_COUNTED) return undefined;
  const stretch = bits ? Math.min(chunks, BIT_STRETCH) : byteStretch(node, chunks, input.bits);
  const flashBits = flashBitsOf(weights.bits);
  const tilePositions = rows * shape.output[1] === 1 ? 1 : TILE_POSITIONS;
  const operands = { bits, middleInput, middleTap, pixelBytes, chunks, stretch, flashBits };
  return { shape, input, output, residual, ...operands, rows, tilePositions, requantization };
}

function middleOf(bits: number): number {
  return 2 ** (bits - 1);
}

function bitsOf(output: Tensor): number {
  return output.type === 'codes' ? output.bits : 32;
}

function flashBitsOf(bits: number): DotPlan['flashBits'] {
  if (bits > 4) return 8;
  return bits === 3 ? 4 : (bits as 1 | 2 | 4);
}

function byteStretch({ weights }: Conv2DNode | DenseNode, chunks: number, bits: number): number {
  const taps = weights.codes.length / weights.shape[0];
  const middle = middleOf(weights.bits);
  const rows = Array.from({ length: weights.shape[0] }, (_, channel) =>
    Int16Array.from(
      weights.codes.subarray(channel * taps, (channel + 1) * taps),
      (code) => code - middle,
    ),
  );
  return dotStretch({ rows, greatestInput: middleOf(bits) }, chunks);
}

/** As many rows as the stream has room for, each strip's codes beginning on a byte. */
export function stripRows(
  { output }: DotShape,
  windowBytes: number,
  tensor: Tensor,
): number | undefined {
  const [height, width, channels] = output;
  const most = Math.max(1, Math.floor(PREFERRED_STREAM / (windowBytes * width)));
  if (most >= height) return height;
  const rowBits = tensor.type === 'codes' ? width * channels * tensor.bits : 8;
  for (let rows = most; rows > 0; rows--) {
    if ((rows * rowBits) % 8 === 0) return rows;
  }
  return undefined;
}
