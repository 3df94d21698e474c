import type { CodeTensor, Conv2DNode } from '../../model/graph.js';
import { integerWeights } from '../../ops/multiply-accumulate.js';
import type { PairsGeometry } from './pairs-geometry.js';

/** Weights in the order of multiplication: `cells[channel][cell][tap along the line]`. */
export type Cells = readonly (readonly (readonly number[])[])[];

/**
 * A cell is one line of the kernel in one input channel. Cells follow each other by line, then by
 * channel, as pixels of the strip do.
 */
export function weightCells(
  { weights: { shape } }: Conv2DNode,
  { vertical, along, across }: PairsGeometry,
  values: ArrayLike<number>,
): Cells {
  const [outputs, height, width, inputs] = shape;
  const at = (output: number, line: number, tap: number, input: number): number => {
    const [row, column] = vertical ? [tap, line] : [line, tap];
    return values[((output * height + row) * width + column) * inputs + input];
  };
  return Array.from({ length: outputs }, (_, output) =>
    Array.from({ length: across.kernel * inputs }, (__, cell) =>
      Array.from({ length: along.kernel }, (___, tap) =>
        at(output, Math.floor(cell / inputs), tap, cell % inputs),
      ),
    ),
  );
}

/** Fields of a 64-bit accumulator and how many cells it takes in before it is emptied. */
export interface Fields {
  /** Bits of fields 0 and 1; field 2 has the rest, signed. */
  readonly spacing: number;
  /** What fields 0 and 1 begin with: half their range, or a quarter so that the top bit stays free. */
  readonly begin: number;
  readonly flushes: number;
}

/** Field 1 lies across both words, and pixels and taps at this distance fit 32 bits with a sign. */
const LEAST_SPACING = 17;
const MOST_SPACING = 23;

/**
 * Fields that never overflow, by the sums of the actual weights: field 0 and 1 gather at most all
 * taps, field 2 the taps at exponent 1. Fields whose top bit is free are preferred if they hold all
 * cells, then the fewest flushes and the smallest spacing.
 *
 * @returns `undefined` where one cell alone may overflow
 */
export function pairsFields(
  node: Conv2DNode,
  input: CodeTensor,
  geometry: PairsGeometry,
): Fields | undefined {
  const cells = weightCells(node, geometry, integerWeights(node.weights));
  const outer = geometry.tapPairs.flatMap(({ taps: [, tap] }) => (tap === undefined ? [] : [tap]));
  const every = geometry.tapPairs.flatMap(({ taps }) => taps.filter((tap) => tap !== undefined));
  const count = cells[0].length;
  const sumsOf = (flushes: number): Sums => {
    const most = (taps: readonly number[]): number =>
      (2 ** input.bits - 1) * greatestSum(cells, taps, count / flushes);
    return { all: most(every), beyond: most(outer) };
  };
  const free = spacingFor(sumsOf(1), 2);
  if (free !== undefined) return { spacing: free, begin: 2 ** (free - 2), flushes: 1 };
  for (let flushes = 1; flushes <= count; flushes++) {
    if (count % flushes !== 0) continue;
    const spacing = spacingFor(sumsOf(flushes), 1);
    if (spacing !== undefined) return { spacing, begin: 2 ** (spacing - 1), flushes };
  }
  return undefined;
}

/** The greatest magnitudes in fields 0 and 1, and in field 2. */
interface Sums {
  readonly all: number;
  readonly beyond: number;
}

/** The smallest spacing whose fields hold the sums in all their bits but so many, sign included. */
function spacingFor({ all, beyond }: Sums, spare: number): number | undefined {
  for (let spacing = LEAST_SPACING; spacing <= MOST_SPACING; spacing++) {
    if (all < 2 ** (spacing - spare) && beyond < 2 ** (63 - 2 * spacing)) return spacing;
  }
  return undefined;
}

/** The greatest magnitude, of one sign, that so many cells of any channel can add up to. */
function greatestSum(cells: Cells, taps: readonly number[], stretch: number): number {
  let greatest = 0;
  for (const channel of cells) {
    for (let first = 0; first < channel.length; first += stretch) {
      let positive = 0;
      let negative = 0;
      for (const cell of channel.slice(first, first + stretch)) {
        for (const tap of taps) {
          positive += Math.max(cell[tap], 0);
          negative += Math.max(-cell[tap], 0);
        }
      }
      greatest = Math.max(greatest, positive, negative);
    }
  }
  return greatest;
}
