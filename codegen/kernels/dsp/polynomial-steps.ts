import type { Conv2DNode } from '../../model/graph.js';
import type { PolynomialGeometry } from './polynomial-geometry.js';

/** A field is a byte. */
const FIELD_LIMIT = 255;

/**
 * Weight codes in the order of the multiplications: output channel, then steps (kernel row, input
 * channel, phase), each with its taps.
 */
export interface PolynomialWeights {
  /** Multiplications for one output channel and one word of pixels. */
  readonly steps: number;
  /** `taps[(channel · steps + step)]`: codes by exponent, 0 where there is no tap. */
  readonly taps: readonly (readonly number[])[];
  /** Channels whose codes stand complemented, so that their sums are small. */
  readonly complemented: readonly boolean[];
}

/**
 * @param complementable whether a channel may be replaced by its negative: the weight's levels lie
 *   symmetrically about zero
 */
export function polynomialWeights(
  { weights: { shape, codes, bits } }: Conv2DNode,
  { phases, taps: places }: PolynomialGeometry,
  complementable: boolean,
): PolynomialWeights {
  const [outputs, height, width, inputs] = shape;
  const greatest = 2 ** bits - 1;
  const perChannel = height * width * inputs;
  const complemented = Array.from({ length: outputs }, (_, output) => {
    const own = codes.subarray(output * perChannel, (output + 1) * perChannel);
    return complementable && own.reduce((sum, code) => sum + code, 0) > (greatest * perChannel) / 2;
  });
  const taps: number[][] = [];
  for (let output = 0; output < outputs; output++) {
    for (let row = 0; row < height; row++) {
      for (let input = 0; input < inputs; input++) {
        for (let phase = 0; phase < phases; phase++) {
          const step = [0, 0, 0];
          for (const { column, exponent } of places.filter((place) => place.phase === phase)) {
            const code = codes[((output * height + row) * width + column) * inputs + input];
            step[exponent] = complemented[output] ? greatest - code : code;
          }
          taps.push(step);
        }
      }
    }
  }
  return { steps: height * inputs * phases, taps, complemented };
}

/** How the steps of a channel run: `unrolled` in a row, `repeats` times, then fields are emptied. */
export interface Schedule {
  readonly unrolled: number;
  readonly repeats: number;
  readonly flushes: number;
  /** Greatest value that a field reaches, over all channels and flushes. */
  readonly greatestField: number;
}

/** Longer stretches of straight code save little more. */
const MOST_UNROLLED = 16;

/**
 * The longest equal stretches of steps after which no field has passed 255, by the sums of the
 * actual codes: a field gathers at most all taps of a step, each times the greatest activation.
 *
 * @returns `undefined` where one step alone may pass it
 */
export function polynomialSchedule(
  { steps, taps }: PolynomialWeights,
  greatestActivation: number,
): Schedule | undefined {
  const sums = taps.map((step) => greatestActivation * step.reduce((sum, code) => sum + code, 0));
  for (let stretch = steps; stretch >= 1; stretch--) {
    if (steps % stretch !== 0) continue;
    const greatestField = greatestStretch(sums, stretch);
    if (greatestField > FIELD_LIMIT) continue;
    const unrolled = greatestDivisor(stretch, MOST_UNROLLED);
    return {
      unrolled,
      repeats: stretch / unrolled,
      flushes: steps / stretch,
      greatestField,
    };
  }
  return undefined;
}

function greatestStretch(sums: readonly number[], stretch: number): number {
  let greatest = 0;
  for (let first = 0; first < sums.length; first += stretch) {
    let sum = 0;
    for (let index = first; index < first + stretch; index++) sum += sums[index];
    greatest = Math.max(greatest, sum);
  }
  return greatest;
}

function greatestDivisor(value: number, most: number): number {
  for (let divisor = Math.min(value, most); divisor > 1; divisor--) {
    if (value % divisor === 0) return divisor;
  }
  return 1;
}
