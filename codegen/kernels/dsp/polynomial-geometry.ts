import type { CodeTensor, Conv2DNode, Shape } from '../../model/graph.js';

/** Pixels in an activation word, and fields of a product: a word of taps has at most three. */
export const PIXELS = 4;
const TAPS = 3;

/** A tap's place in the polynomial of its kernel row. */
export interface TapPlace {
  /** Column of the kernel. */
  readonly column: number;
  /** Which of the interleaved planes of columns it reads: columns phase, phase + stride, … */
  readonly phase: number;
  /** Byte of the weight word, the exponent of x. */
  readonly exponent: number;
}

/**
 * How a convolution becomes products of polynomials. Columns of the input are dealt out to `phases`
 * planes, one for each residue modulo the stride. Output x takes plane element x + d of tap j, where
 * j − padding = stride · d + phase. A word of pixels 4k … 4k + 3 of a plane times a word of taps at
 * exponents e = greatest d − d is a polynomial whose field n belongs to output 4k + n − greatest d.
 */
export interface PolynomialGeometry {
  readonly phases: number;
  readonly taps: readonly TapPlace[];
  /** Field n of block k belongs to output 4k + n − lead. */
  readonly lead: number;
  /** Words of pixels in a row of a plane, rounded up to whole pairs of blocks. */
  readonly blocks: number;
  /** Groups of four neighbouring outputs that cover a row. */
  readonly groups: number;
}

/** `undefined` where the taps of a row do not fit one word. */
export function polynomialGeometry(
  node: Conv2DNode,
  input: CodeTensor,
  output: Shape,
): PolynomialGeometry | undefined {
  const [, stride] = node.strides;
  const width = node.weights.shape[2];
  const places = Array.from({ length: width }, (_, column) => {
    const offset = column * node.dilations[1] - node.padding.left;
    const distance = Math.floor(offset / stride);
    return { column, distance, phase: offset - distance * stride };
  });
  const distances = places.map(({ distance }) => distance);
  const lead = Math.max(...distances);
  if (lead - Math.min(...distances) >= TAPS) return undefined;
  const planeWidth = Math.ceil(input.shape[1] / stride);
  const blocks = Math.ceil(planeWidth / PIXELS);
  return {
    phases: stride,
    lead,
    taps: places.map(({ column, phase, distance }) => ({
      column,
      phase,
      exponent: lead - distance,
    })),
    blocks: blocks + (blocks % 2),
    groups: Math.floor((output[1] - 1 + lead) / PIXELS) + 1,
  };
}
