import type { Conv2DNode } from '../../model/graph.js';
import { PIXELS, type PolynomialFields } from './polynomial-fields.js';
import type { QuadOrder } from './quad-requantization.js';

/** Channels that one multiplication sums over. */
export const LANES = 4;

/** How many multiplications follow each other before the sum is stored, and how often. */
export interface Stretches {
  readonly steps: number;
  readonly count: number;
}

/** Steps of a channel: kernel row, plane, four input channels. */
export function stepCount(
  { weights: { shape } }: Conv2DNode,
  { planes }: PolynomialFields,
): number {
  return shape[1] * planes.length * Math.ceil(shape[3] / LANES);
}

/** Words of a channel's weights, four of a step side by side; lanes without a channel are zero. */
export function weightWords(
  { weights: { shape, codes } }: Conv2DNode,
  { planes, places, field }: PolynomialFields,
  channel: number,
): Uint32Array {
  const [, height, width, inputs] = shape;
  const groups = Math.ceil(inputs / LANES);
  const words = new Uint32Array(height * planes.length * groups * LANES);
  for (let row = 0; row < height; row++) {
    for (const { column, plane, exponent } of places) {
      for (let input = 0; input < inputs; input++) {
        const code = codes[((channel * height + row) * width + column) * inputs + input];
        const at = (row * planes.length + plane) * groups * LANES + input;
        words[at] += code * 2 ** (field * exponent);
      }
    }
  }
  return words;
}

/**
 * The longest equal stretches in which no term of any channel can leave its field, by the actual
 * codes: a term gathers at most every tap of a step, each times the greatest activation.
 *
 * @returns `undefined` where one step alone may leave it
 */
export function polynomialStretches(
  node: Conv2DNode,
  fields: PolynomialFields,
  greatestActivation: number,
): Stretches | undefined {
  const { weights } = node;
  const [outputs, height, , inputs] = weights.shape;
  const steps = stepCount(node, fields);
  const sums = new Float64Array(outputs * steps);
  const groups = Math.ceil(inputs / LANES);
  for (const [index, code] of weights.codes.entries()) {
    const input = index % inputs;
    const place = fields.places[Math.floor(index / inputs) % fields.places.length];
    const row = Math.floor(index / (inputs * fields.places.length));
    const channel = Math.floor(row / height);
    const step =
      ((row % height) * fields.planes.length + place.plane) * groups + Math.floor(input / LANES);
    sums[channel * steps + step] += code * greatestActivation;
  }
  for (let count = 1; count <= steps; count++) {
    if (steps % count !== 0) continue;
    if (greatestStretch(sums, steps / count) < 2 ** fields.field) {
      return { steps: steps / count, count };
    }
  }
  return undefined;
}

/** Sums of all codes of a kernel row's window, whose weights are one. */
export function windowSumFits(
  { weights: { shape } }: Conv2DNode,
  { field, places }: PolynomialFields,
  greatestActivation: number,
): boolean {
  return shape[3] * places.length * greatestActivation < 2 ** field;
}

function greatestStretch(sums: Float64Array, steps: number): number {
  let greatest = 0;
  for (let first = 0; first < sums.length; first += steps) {
    let sum = 0;
    for (let index = first; index < first + steps; index++) sum += sums[index];
    greatest = Math.max(greatest, sum);
  }
  return greatest;
}

/** Vectors of a quad in flash: so many interleaved in each, and how many unpack from all. */
export interface FlashForm {
  readonly interleaved: number;
  readonly vectors: number;
  readonly chunks: number;
}

export function flashForm(
  { weights: { bits } }: Conv2DNode,
  { field, taps }: PolynomialFields,
  steps: number,
): FlashForm {
  const within = taps > 1 ? Math.floor(field / bits) : 32;
  const above = Math.floor((32 - (taps - 1) * field) / bits);
  const interleaved = Math.max(1, Math.min(within, above));
  const vectors = LANES * steps;
  return { interleaved, vectors, chunks: Math.ceil(vectors / interleaved) };
}

/**
 * Weights in flash: quad after quad, in it two pairs of channels, in a pair the steps, in a step a
 * vector of each channel. Fields are wider than codes, so several vectors share one: vector i of a
 * chunk stands i codes further to the left.
 */
export function flashWeights(
  node: Conv2DNode,
  fields: PolynomialFields,
  { quads }: QuadOrder,
): Uint32Array {
  const steps = stepCount(node, fields);
  const { interleaved, chunks } = flashForm(node, fields, steps);
  const flash = new Uint32Array(quads.length * chunks * LANES);
  quads.forEach((quad, index) => {
    quad.forEach((channel, lane) => {
      if (channel < 0) return;
      const words = weightWords(node, fields, channel);
      for (let step = 0; step < steps; step++) {
        const vector = ((lane >> 1) * steps + step) * 2 + (lane & 1);
        const chunk = index * chunks + Math.floor(vector / interleaved);
        const shift = (vector % interleaved) * node.weights.bits;
        for (let word = 0; word < LANES; word++) {
          flash[chunk * LANES + word] += words[step * LANES + word] * 2 ** shift;
        }
      }
    });
  });
  return flash;
}

/** A one at every tap's place of a plane: multiplied with it, pixels sum up. */
export function onesWord({ places, field }: PolynomialFields, plane: number): number {
  return places
    .filter((place) => place.plane === plane)
    .reduce((word, { exponent }) => word + 2 ** (field * exponent), 0);
}

/** Every code's bits at every tap's place. */
export function codesMask({ taps, field }: PolynomialFields, bits: number): number {
  return repeated(2 ** bits - 1, taps, field);
}

/** A code of padding at every pixel's place. */
export function repeatedPixel(code: number, { field }: PolynomialFields): number {
  return repeated(code, PIXELS, field);
}

function repeated(code: number, count: number, field: number): number {
  return Array.from({ length: count }, (_, index) => code * 2 ** (field * index)).reduce(
    (sum, term) => sum + term,
    0,
  );
}
