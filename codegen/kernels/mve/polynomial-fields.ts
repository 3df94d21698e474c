import type { CodeTensor, Conv2DNode, Shape } from '../../model/graph.js';

/** Neighbouring pixels in a word of activations. */
export const PIXELS = 4;

/** A tap's place in the polynomial of its kernel row. */
export interface TapPlace {
  readonly column: number;
  /** Index of the plane of columns that it reads. */
  readonly plane: number;
  readonly exponent: number;
}

/**
 * A convolution as products of polynomials in x = 2^field. Columns of the input are dealt out to
 * planes, one for each residue modulo the stride that a tap reads; a word holds elements 4k … 4k + 3 of
 * a plane, a word of weights the taps of a kernel row in reverse. Term n of their product belongs to
 * output 4k + n − lead.
 */
export interface PolynomialFields {
  /** Bits between neighbouring terms. */
  readonly field: number;
  readonly taps: number;
  readonly terms: number;
  /** First column of each plane: columns phase, phase + stride, … */
  readonly planes: readonly number[];
  readonly lead: number;
  readonly places: readonly TapPlace[];
  /** Elements of padding that stand before column 0 of a plane; none where padding is the code 0. */
  readonly origin: number;
  /** Words of a plane's row that must be multiplied, an even number. */
  readonly blocks: number;
  /** Groups of four neighbouring outputs. */
  readonly groups: number;
}

/** `undefined` where no two terms of a product fit 64 bits apart. */
export function polynomialFields(
  { weights, strides, dilations, padding }: Conv2DNode,
  input: CodeTensor,
  output: Shape,
): PolynomialFields | undefined {
  const [, stride] = strides;
  const width = weights.shape[2];
  const origin = input.zeroPoint === 0 ? 0 : Math.ceil(padding.left / stride);
  const distances = Array.from({ length: width }, (_, column) =>
    Math.floor((column * dilations[1] - padding.left) / stride),
  );
  const greatest = Math.max(...distances);
  const taps = greatest - Math.min(...distances) + 1;
  const lead = greatest + origin;
  const field = Math.min(
    Math.floor((32 - input.bits) / (PIXELS - 1)),
    taps > 1 ? Math.floor((32 - weights.bits) / (taps - 1)) : 32,
    Math.floor(64 / (PIXELS + taps - 1)),
  );
  if (field < 4 || lead < 0 || lead >= PIXELS + taps) return undefined;
  const beyond = output[1] + lead;
  const inside = Math.ceil(input.shape[1] / stride);
  const phases = distances.map(
    (distance, column) => column * dilations[1] - padding.left - distance * stride,
  );
  const planes = [...new Set(phases)].sort((a, b) => a - b);
  const elements = input.zeroPoint === 0 ? Math.min(beyond, inside) : beyond;
  const blocks = Math.ceil(elements / PIXELS);
  return {
    field,
    taps,
    terms: PIXELS + taps - 1,
    planes,
    lead,
    places: distances.map((distance, column) => ({
      column,
      plane: planes.indexOf(phases[column]),
      exponent: greatest - distance,
    })),
    origin,
    blocks: blocks + (blocks % 2),
    groups: Math.ceil(output[1] / PIXELS),
  };
}

/** A term of a block beside an output's group: its bits lie in one or both words. */
export interface TermPlace {
  /** Blocks from the group on. */
  readonly block: number;
  readonly low: { readonly shift: number; readonly bits: number } | null;
  readonly high: { readonly shift: number; readonly bits: number; readonly up: number } | null;
}

/** The terms whose sum is output i of each group, i = 0 … 3. */
export function outputTerms({ lead, terms, field }: PolynomialFields): TermPlace[][] {
  return Array.from({ length: PIXELS }, (_, output) =>
    [-2, -1, 0, 1, 2].flatMap((block) => {
      const term = output + lead - PIXELS * block;
      return term >= 0 && term < terms ? [termPlace(block, term * field, field)] : [];
    }),
  );
}

function termPlace(block: number, first: number, field: number): TermPlace {
  const inLow = Math.min(Math.max(32 - first, 0), field);
  return {
    block,
    low: inLow > 0 ? { shift: first, bits: inLow } : null,
    high: inLow < field ? { shift: Math.max(first - 32, 0), bits: field - inLow, up: inLow } : null,
  };
}
