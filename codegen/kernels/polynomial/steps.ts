import type { Conv2DNode } from '../../model/graph.js';
import type { PolynomialGeometry } from './geometry.js';

/** A field is a byte. */
const FIELDS = 256;

/**
 * Weight codes in the order of the multiplications: output channel, then steps (kernel row, input
 * channel, phase), each with its taps.
 */
export interface PolynomialWeights {
  /** Multiplications for one output channel and one word of pixels. */
  readonly steps: number;
  /** `taps[(channel · steps + step)]`: codes by exponent, `middle` where there is no tap. */
  readonly taps: readonly (readonly number[])[];
  /** The code that counts as zero: fields stay smallest with taps on both sides of it. */
  readonly middle: number;
  /** Whether channels may stand for their negatives. */
  readonly complementable: boolean;
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
  const middle = greatest >> 1;
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
          const step = [middle, middle, middle];
          for (const { column, exponent } of places.filter((place) => place.phase === phase)) {
            const code = codes[((output * height + row) * width + column) * inputs + input];
            step[exponent] = complemented[output] ? greatest - code : code;
          }
          taps.push(step);
        }
      }
    }
  }
  return { steps: height * inputs * phases, taps, middle, complementable, complemented };
}

/** How the steps of a channel run: `unrolled` in a row, `repeats` times, then fields are emptied. */
export interface Schedule {
  readonly unrolled: number;
  readonly repeats: number;
  readonly flushes: number;
  /** What fields begin with, so that none becomes negative. */
  readonly bias: number;
}

/** Longer stretches of straight code save little more. */
const MOST_UNROLLED = 24;

/**
 * The longest equal stretches of steps in which no field leaves 0 … 255, by the sums of the actual
 * codes: a field gathers at most all taps of a step, each times the greatest activation. Fields begin
 * with the most that taps below zero can take away.
 *
 * @returns `undefined` where one step alone may leave it
 */
export function polynomialSchedule(
  { steps, taps, middle }: Pick<PolynomialWeights, 'steps' | 'taps' | 'middle'>,
  greatestActivation: number,
): Schedule | undefined {
  const above = taps.map((step) => greatestActivation * sumAbove(step, middle));
  const below = taps.map((step) => greatestActivation * sumBelow(step, middle));
  for (let stretch = steps; stretch >= 1; stretch--) {
    if (steps % stretch !== 0) continue;
    const bias = greatestStretch(below, stretch);
    if (greatestStretch(above, stretch) + bias >= FIELDS) continue;
    const unrolled = greatestDivisor(stretch, MOST_UNROLLED);
    return { unrolled, repeats: stretch / unrolled, flushes: steps / stretch, bias };
  }
  return undefined;
}

/** Stretches of straight code that steps are padded to fill. */
export interface PaddedSchedule {
  readonly stretch: number;
  readonly flushes: number;
  readonly bias: number;
}

/** Instructions of a step and of emptying all fields, which the length of a stretch weighs. */
export interface StretchCost {
  readonly step: number;
  readonly flush: number;
}

const LONGEST_STRETCH = 32;

/**
 * The stretch with the least work in which no field leaves 0 … 255, as in `polynomialSchedule`, but
 * of any length: steps without taps fill the last one.
 */
export function paddedSchedule(
  { steps, taps, middle }: Pick<PolynomialWeights, 'steps' | 'taps' | 'middle'>,
  greatestActivation: number,
  cost: StretchCost,
): PaddedSchedule | undefined {
  const above = taps.map((step) => greatestActivation * sumAbove(step, middle));
  const below = taps.map((step) => greatestActivation * sumBelow(step, middle));
  const work = ({ stretch, flushes }: PaddedSchedule): number =>
    flushes * (stretch * cost.step + cost.flush);
  let best: PaddedSchedule | undefined;
  for (let stretch = Math.min(steps, LONGEST_STRETCH); stretch >= 1; stretch--) {
    const bias = greatestWithin(below, steps, stretch);
    if (greatestWithin(above, steps, stretch) + bias >= FIELDS) continue;
    const schedule = { stretch, flushes: Math.ceil(steps / stretch), bias };
    if (!best || work(schedule) < work(best)) best = schedule;
  }
  return best;
}

/** Greatest sum over the stretches of each channel, the last of which may be shorter. */
function greatestWithin(sums: readonly number[], steps: number, stretch: number): number {
  let greatest = 0;
  for (let channel = 0; channel < sums.length; channel += steps) {
    for (let first = 0; first < steps; first += stretch) {
      let sum = 0;
      for (let step = first; step < Math.min(first + stretch, steps); step++) {
        sum += sums[channel + step];
      }
      greatest = Math.max(greatest, sum);
    }
  }
  return greatest;
}

function sumAbove(codes: readonly number[], middle: number): number {
  return codes.reduce((sum, code) => sum + Math.max(code - middle, 0), 0);
}

function sumBelow(codes: readonly number[], middle: number): number {
  return codes.reduce((sum, code) => sum + Math.max(middle - code, 0), 0);
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
