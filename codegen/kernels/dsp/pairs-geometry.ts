import type { CodeTensor, Conv2DNode, Shape } from '../../model/graph.js';

/** Outputs of a group: two neighbouring pairs. */
export const GROUP = 4;

/** Up to two taps of one line and plane that meet the same pair of pixels. */
export interface TapPair {
  readonly plane: number;
  /** The pair of pixels of the plane, counted from the pair of outputs. */
  readonly shift: number;
  /** Taps by exponent of x; `undefined` where there is none. */
  readonly taps: readonly [number | undefined, number | undefined];
}

/** One direction of a convolution. */
interface Axis {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: number;
}

/**
 * How a convolution becomes products of two-term polynomials. Outputs run along one axis, a line of
 * the input, and positions on it are dealt out to `planes`, one for each residue modulo the stride.
 * Output n meets tap j at plane element n + d, where j · dilation − padding = stride · d + plane.
 * Pixels 2m and 2m + 1 of a plane, as p0 + p1 x, times a tap at exponent e = 2 (m − N) − d + lead give
 * field e (p0) and e + 1 (p1) of pair N, whose fields 0, 1, 2 are outputs 2N − lead + 0, 1, 2.
 */
export interface PairsGeometry {
  /** Whether lines are columns. */
  readonly vertical: boolean;
  readonly along: Axis;
  /** The other direction. */
  readonly across: Axis;
  readonly planes: number;
  readonly lead: number;
  /** By plane, then by shift. */
  readonly tapPairs: readonly TapPair[];
  readonly groups: number;
  readonly leastShift: number;
  /** Pairs of pixels that the outputs of a line read, the first one at `leastShift`. */
  readonly blocks: number;
}

/** The geometries of both directions, with and, where nothing is carried into it, without a lead. */
export function pairsGeometries(
  node: Conv2DNode,
  input: CodeTensor,
  output: Shape,
): PairsGeometry[] {
  return [false, true]
    .flatMap((vertical) =>
      [0, 1].map((lead) => geometryOf(axes(node, input.shape, output), vertical, lead)),
    )
    .filter((geometry) => geometry.lead > 0 || beginsWithoutCarry(geometry, input));
}

/** Whether field 2 of the pair before the first one, which is never computed, would be zero. */
function beginsWithoutCarry({ tapPairs }: PairsGeometry, { zeroPoint }: CodeTensor): boolean {
  const carrying = tapPairs.filter(({ taps: [, outer] }) => outer !== undefined);
  return carrying.every(({ shift }) => shift <= 0 && zeroPoint === 0);
}

function axes(
  { weights, strides, dilations, padding }: Conv2DNode,
  input: Shape,
  output: Shape,
): readonly [vertical: Axis, horizontal: Axis] {
  const axis = (index: 0 | 1): Axis => ({
    input: input[index],
    output: output[index],
    kernel: weights.shape[index + 1],
    stride: strides[index],
    dilation: dilations[index],
    padding: index === 0 ? padding.top : padding.left,
  });
  return [axis(0), axis(1)];
}

function geometryOf(
  [down, right]: readonly [Axis, Axis],
  vertical: boolean,
  lead: number,
): PairsGeometry {
  const along = vertical ? down : right;
  const across = vertical ? right : down;
  const tapPairs = tapPairsOf(along, lead);
  const shifts = tapPairs.map(({ shift }) => shift);
  const leastShift = Math.min(0, ...shifts);
  const groups = Math.ceil((along.output + lead) / GROUP);
  return {
    vertical,
    along,
    across,
    planes: along.stride,
    lead,
    tapPairs,
    groups,
    leastShift,
    blocks: groups * 2 + Math.max(...shifts) - leastShift,
  };
}

function tapPairsOf({ kernel, stride, dilation, padding }: Axis, lead: number): TapPair[] {
  const pairs = new Map<string, TapPair>();
  for (let tap = 0; tap < kernel; tap++) {
    const offset = tap * dilation - padding;
    const distance = Math.floor(offset / stride);
    const exponent = Math.abs((distance - lead) % 2);
    const shift = (distance - lead + exponent) / 2;
    const plane = offset - distance * stride;
    const key = `${plane} ${shift}`;
    const taps: [number | undefined, number | undefined] = [...(pairs.get(key)?.taps ?? none)];
    taps[exponent] = tap;
    pairs.set(key, { plane, shift, taps });
  }
  return [...pairs.values()].sort((a, b) => a.plane - b.plane || a.shift - b.shift);
}

const none = [undefined, undefined] as const;
