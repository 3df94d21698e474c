import type { Conv2DNode, Shape } from '../../model/graph.js';

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

/** One direction of a convolution. */
export interface Axis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Padding before the first element. */
  readonly padding: number;
  readonly input: number;
  readonly output: number;
}

/** The vertical (0) or horizontal (1) direction of a node. */
export function axisOf(node: Conv2DNode, input: Shape, output: Shape, direction: 0 | 1): Axis {
  return {
    kernel: node.weights.shape[direction + 1],
    stride: node.strides[direction],
    dilation: node.dilations[direction],
    padding: direction === 0 ? node.padding.top : node.padding.left,
    input: input[direction],
    output: output[direction],
  };
}

/**
 * How a convolution becomes products of polynomials. Elements of the input along an axis are dealt
 * out to `phases` planes, one for each residue modulo the stride. Output x takes plane element x + d
 * of tap j, where j · dilation − padding = stride · d + phase. A word of pixels 4k … 4k + 3 of a plane
 * times a word of taps at exponents e = greatest d − d is a polynomial whose field n belongs to output
 * 4k + n − greatest d.
 */
export interface PolynomialGeometry {
  readonly phases: number;
  readonly taps: readonly TapPlace[];
  /** Field n of block k belongs to output 4k + n − lead. */
  readonly lead: number;
  /** Words of pixels in a row of a plane. */
  readonly blocks: number;
  /** Groups of four neighbouring outputs that cover a row; at most one more than blocks. */
  readonly groups: number;
}

/** `undefined` where the taps of a row do not fit one word, or a plane has none. */
export function polynomialGeometry(axis: Axis): PolynomialGeometry | undefined {
  const places = Array.from({ length: axis.kernel }, (_, column) => {
    const offset = column * axis.dilation - axis.padding;
    const distance = Math.floor(offset / axis.stride);
    return { column, distance, phase: offset - distance * axis.stride };
  });
  const distances = places.map(({ distance }) => distance);
  const lead = Math.max(...distances);
  const taps = places.map(({ column, phase, distance }) => ({
    column,
    phase,
    exponent: lead - distance,
  }));
  const blocks = Math.ceil(Math.ceil(axis.input / axis.stride) / PIXELS);
  const groups = Math.floor((axis.output - 1 + lead) / PIXELS) + 1;
  const used = new Set(taps.map(({ phase }) => phase)).size;
  const fits = lead - Math.min(...distances) < TAPS && lead >= 0;
  if (!fits || used < axis.stride || groups > blocks + 1) return undefined;
  return { phases: axis.stride, taps, lead, blocks, groups };
}
