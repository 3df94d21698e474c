import type { CodeTensor, DenseNode } from '../../model/graph.js';
import { flashBits } from './flash-bits.js';

/**
 * How a word of weights meets a word of inputs. A word of weights is cut into `inputs` equal parts, one
 * for each input of a step; each part holds the codes of `rows` outputs, the first one lowest.
 */
export interface DenseForm {
  readonly kind: 'bytes' | 'halves';
  /** Inputs of a word. */
  readonly inputs: 2 | 4;
  /** Outputs of a word of weights. */
  readonly rows: number;
  /** Words of weights for each word of inputs, and their outputs. */
  readonly words: number;
  /** Steps between which sums stay within their bytes; all of them for halves. */
  readonly stretch: number;
  readonly stretches: number;
}

/** Outputs that are computed together. */
export const DENSE_BLOCK = 8;

/** Steps of straight code; more save little, and in a layer of few weights not even many do. */
const MOST_UNROLLED = 16;
const UNROLLED_OF_FEW = 4;
const FEW_WEIGHTS = 4096;
/** Shorter stretches take longer to be emptied than their products save. */
const FEWEST_UNROLLED = 4;
const GREATEST_BYTE = 255;

/**
 * Four products a multiplication where sums of them fit bytes, else two in 16-bit lanes.
 *
 * @returns `undefined` where not even those do
 */
export function denseForm(node: DenseNode, input: CodeTensor): DenseForm | undefined {
  return bytesForm(node, input) ?? halvesForm(node, input);
}

/** As few stretches as bytes allow, none longer than it must be. */
function bytesForm(node: DenseNode, input: CodeTensor): DenseForm | undefined {
  const { weights } = node;
  if (denseBits(weights.bits) !== 2) return undefined;
  const steps = usedSteps('bytes', input.bits, weights.shape[3]);
  const longest = Math.min(steps, mostUnrolled(weights));
  if (longest < FEWEST_UNROLLED) return undefined;
  for (let stretches = Math.ceil(steps / longest); ; stretches++) {
    const shortest = Math.ceil(steps / stretches);
    const stretch = Math.max(shortest, FEWEST_UNROLLED);
    if (stretchFits(node, input, stretch, stretches)) {
      return { kind: 'bytes', inputs: 4, rows: 4, words: 1, stretch, stretches };
    }
    if (shortest < FEWEST_UNROLLED) return undefined;
  }
}

/** The field of a dot product is the widest: it has a product of every weight code of its word. */
function stretchFits(
  { weights }: DenseNode,
  { bits }: CodeTensor,
  stretch: number,
  stretches: number,
): boolean {
  const greatest = 2 ** bits - 1;
  const [outputs, , , inputs] = weights.shape;
  const order = denseOrder('bytes', bits, inputs, stretch * stretches);
  for (let output = 0; output < outputs; output++) {
    const codes = weights.codes.subarray(output * inputs, (output + 1) * inputs);
    for (let first = 0; first < order.length; first += 4 * stretch) {
      let sum = 0;
      for (const place of order.slice(first, first + 4 * stretch)) {
        if (place !== null) sum += greatest * codes[place];
      }
      if (sum > GREATEST_BYTE) return false;
    }
  }
  return true;
}

/**
 * The highest part of a lane is a signed number, which comes out of the sum of all parts by taking away
 * the others; modulo 2^32 it must be all there.
 */
function halvesForm({ weights }: DenseNode, { bits }: CodeTensor): DenseForm | undefined {
  const [outputs, , , inputs] = weights.shape;
  const partBits = denseBits(weights.bits);
  const rows = 16 / partBits;
  const greatest = 2 ** bits - 1;
  const limit = 2 ** (31 - partBits * (rows - 1));
  for (let output = 0; output < outputs; output++) {
    let below = 0;
    let above = 0;
    for (const code of weights.codes.subarray(output * inputs, (output + 1) * inputs)) {
      const signed = code - lastMiddle(weights.bits);
      below += greatest * Math.max(-signed, 0);
      above += greatest * Math.max(signed, 0);
    }
    if (below > limit || above >= limit) return undefined;
  }
  const steps = usedSteps('halves', bits, inputs);
  const stretch = Math.min(steps, mostUnrolled(weights));
  return {
    kind: 'halves',
    inputs: 2,
    rows,
    words: DENSE_BLOCK / rows,
    stretch,
    stretches: Math.ceil(steps / stretch),
  };
}

function mostUnrolled({ codes }: DenseNode['weights']): number {
  return codes.length < FEW_WEIGHTS ? UNROLLED_OF_FEW : MOST_UNROLLED;
}

/** Bits of a weight code in flash: codes of 1 bit take 2. */
export function denseBits(bits: number): 2 | 4 | 8 {
  const own = flashBits(bits);
  return own === 1 ? 2 : own;
}

/** What is taken off the codes of the last output of a lane, so that the lane is a signed number. */
export function lastMiddle(bits: number): number {
  return denseBits(bits) === bits ? 2 ** (bits - 1) : 0;
}

/** Codes of a word of packed input that become one part of words of inputs. */
export function codesOfPart(kind: DenseForm['kind'], bits: number): number {
  return 8 % bits === 0 ? 32 / partsOf(kind) / bits : 1;
}

function partsOf(kind: DenseForm['kind']): number {
  return kind === 'bytes' ? 4 : 2;
}

/** Words of inputs that whole words of packed input make. */
export function usedSteps(kind: DenseForm['kind'], bits: number, inputs: number): number {
  const perPart = codesOfPart(kind, bits);
  return Math.ceil(inputs / (perPart * partsOf(kind))) * perPart;
}

/**
 * Which input each part of each word holds, the lowest part first. A word of packed codes gives words
 * of inputs by one AND each, so parts are as far from each other as its codes allow.
 */
export function denseOrder(
  kind: DenseForm['kind'],
  bits: number,
  inputs: number,
  steps: number,
): (number | null)[] {
  const parts = partsOf(kind);
  const perPart = codesOfPart(kind, bits);
  return Array.from({ length: steps * parts }, (_, index) => {
    const step = Math.floor(index / parts);
    const word = Math.floor(step / perPart);
    const place = word * perPart * parts + (step % perPart) + (index % parts) * perPart;
    return place < inputs ? place : null;
  });
}
