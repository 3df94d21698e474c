import type { Conv2DNode } from '../../model/graph.js';
import type { LanesGeometry } from './lanes-geometry.js';
import type { LaneOrder } from './lanes-order.js';

/**
 * What a 16-bit lane holds: `pixels` neighbouring outputs' activations, the second one at bit
 * 16 − activation bits, and `outputs` channels' weights, the second one at `weightPlace`.
 */
export interface LaneForm {
  readonly pixels: 1 | 2;
  readonly outputs: 1 | 2;
  /** Bit of the second pixel in its lane, and in sums of products. */
  readonly pixelPlace: number;
  /** Bit of the second channel's weight in its lane, and in sums of products. */
  readonly weightPlace: number;
  /** Subtracted from the second pixel's code, which thereby fits the lane as a signed number. */
  readonly pixelMiddle: number;
  /** Weights count as weight = origin + scale · tap. */
  readonly origin: number;
  readonly scale: number;
}

/** Taps of one output channel: `taps[output][step]`, for the two lanes. */
export type LaneTaps = readonly (readonly (readonly [low: number, high: number])[])[];

/** Steps whose sums fit their fields, and what the fields begin with so that none goes below zero. */
export interface LaneSchedule {
  readonly stretch: number;
  readonly stretches: number;
  /** For fields of the first pixel and of the second. */
  readonly biases: readonly [first: number, second: number];
}

/** Beyond, sums of few products fill the bits between two pixels. */
const GREATEST_PAIRED_BITS = 4;

/** The forms that a layer might take, the densest first. */
export function laneForms({ weights }: Conv2DNode, activationBits: number): LaneForm[] {
  const pixelPlace = 16 - activationBits;
  const pixelMiddle = 2 ** (activationBits - 1);
  const middle = weights.lowest + weights.step * ((2 ** weights.bits - 1) >> 1);
  const plain = { weightPlace: 0, origin: 0, scale: 1 };
  const single: LaneForm = { pixels: 1, outputs: 1, pixelPlace: 0, pixelMiddle: 0, ...plain };
  if (activationBits > GREATEST_PAIRED_BITS) return [single];
  return [
    {
      pixels: 2,
      outputs: 2,
      pixelPlace,
      pixelMiddle,
      weightPlace: pixelPlace >> 1,
      origin: middle,
      scale: weights.step,
    },
    { pixels: 2, outputs: 1, pixelPlace, pixelMiddle, ...plain },
    single,
  ];
}

/**
 * For each output channel 1, or −1 where its weights stand negated, and so will its multiplier: with
 * levels about zero, of which none is the origin, one of the two has the smaller taps.
 */
export function laneSigns(
  { weights: { shape, lowest, step, bits, codes } }: Conv2DNode,
  { origin, outputs }: LaneForm,
): number[] {
  const symmetric = lowest + step * (2 ** bits - 1) === -lowest;
  const size = codes.length / shape[0];
  return Array.from({ length: shape[0] }, (_, output) => {
    if (!symmetric || outputs === 1) return 1;
    let gain = 0;
    for (const code of codes.subarray(output * size, (output + 1) * size)) {
      const weight = lowest + step * code;
      gain += Math.abs(weight - origin) - Math.abs(-weight - origin);
    }
    return gain > 0 ? -1 : 1;
  });
}

/** Taps in the order of multiplication: kernel row, kernel column, word of the pixel. */
export function laneTaps(
  { weights: { shape, lowest, step, codes } }: Conv2DNode,
  { origin, scale }: LaneForm,
  order: LaneOrder,
  signs: readonly number[],
): LaneTaps {
  const [outputs, height, width, channels] = shape;
  return Array.from({ length: outputs }, (_, output) => {
    const taps: [number, number][] = [];
    for (let place = 0; place < height * width; place++) {
      const first = (output * height * width + place) * channels;
      const tap = (channel: number | null): number =>
        channel === null
          ? 0
          : (signs[output] * (lowest + step * codes[first + channel]) - origin) / scale;
      for (const [low, high] of order) taps.push([tap(low), tap(high)]);
    }
    return taps;
  });
}

/** What a schedule may be like. */
export interface ScheduleRequest {
  readonly form: LaneForm;
  readonly taps: LaneTaps;
  readonly activationBits: number;
  /** Steps that lie side by side in the buffer. A stretch is a part of a segment, or whole ones. */
  readonly segment: number;
  /** Whether taps of zero may be put behind the last. */
  readonly padded: boolean;
}

/** Cycles of a step, and of beginning a stretch, storing its sums and taking them apart. */
const STEP_CYCLES = 16;
const STRETCH_CYCLES = 67;
const LOOP_CYCLES = 7;
/** Straight code beyond this saves little, and in a layer of little work less than its flash is worth. */
const MOST_UNROLLED = 20;
const UNROLLED_OF_LITTLE = 4;
const LITTLE_WORK = 200_000;

/**
 * The cheapest equal stretches in which no field leaves its bits, by the sums of the actual taps.
 *
 * @returns `undefined` where even single steps may leave them
 */
export function laneSchedule(request: ScheduleRequest): LaneSchedule | undefined {
  const { form, taps, segment, padded } = request;
  const steps = taps[0].length;
  if (form.pixels === 1) return { stretch: steps, stretches: 1, biases: [0, 0] };
  const ranges = fieldRanges(request);
  if (!ranges.totalsFit) return undefined;
  let best: LaneSchedule | undefined;
  for (let stretch = steps; stretch >= 1; stretch--) {
    const even = segment % stretch === 0 || (stretch % segment === 0 && steps % stretch === 0);
    if (!even && !padded) continue;
    const biases = ranges.biases(stretch);
    const schedule = biases && { stretch, stretches: Math.ceil(steps / stretch), biases };
    if (!schedule) continue;
    if (!best || cycles(schedule, segment) < cycles(best, segment)) best = schedule;
  }
  return best;
}

function cycles({ stretch, stretches }: LaneSchedule, segment: number): number {
  const pieces = stretch / unrolledSteps(stretch, segment);
  return stretches * (stretch * STEP_CYCLES + STRETCH_CYCLES + pieces * LOOP_CYCLES);
}

/** The most steps of straight code for so many multiplications. */
export function mostUnrolled(multiplications: number): number {
  return multiplications < LITTLE_WORK ? UNROLLED_OF_LITTLE : MOST_UNROLLED;
}

/** Steps of straight code in a stretch. */
export function unrolledSteps(stretch: number, segment: number, most = MOST_UNROLLED): number {
  const length = Math.min(stretch, segment);
  for (let divisor = Math.min(length, most); divisor > 1; divisor--) {
    if (length % divisor === 0) return divisor;
  }
  return 1;
}

/**
 * What fields begin with in stretches of so many steps, `undefined` where one may overflow. Fields of
 * one pixel are whole words.
 */
export function stretchBiases(
  request: FieldRequest,
  stretch: number,
): LaneSchedule['biases'] | undefined {
  return request.form.pixels === 1 ? [0, 0] : fieldRanges(request).biases(stretch);
}

type FieldRequest = Pick<ScheduleRequest, 'form' | 'taps' | 'activationBits'>;

/** Finds what fields may begin with, if there is anything, for stretches of any length. */
function fieldRanges({ form, taps, activationBits }: FieldRequest) {
  const greatest = 2 ** activationBits - 1;
  const first = taps.map((own) => own.map((pair) => gains(pair, 0, greatest)));
  const second = taps.map((own) =>
    own.map((pair) => gains(pair, -form.pixelMiddle, greatest - form.pixelMiddle)),
  );
  const [firstLimit, secondLimit] = fieldLimits(form);
  const total = widest(second, taps[0].length);
  return {
    /** Sums of all stretches of the second pixel are told apart from the first's in one word. */
    totalsFit: form.outputs === 2 || Math.max(total.above, total.below) <= secondLimit,
    biases(stretch: number): LaneSchedule['biases'] | undefined {
      const firstBias = biasWithin(widest(first, stretch), firstLimit);
      const secondBias = biasWithin(widest(second, stretch), secondLimit);
      if (firstBias === undefined || secondBias === undefined) return undefined;
      return [firstBias, form.outputs === 2 ? secondBias : 0];
    },
  };
}

function biasWithin({ above, below }: Gain, limit: number): number | undefined {
  return above + below > limit ? undefined : roundest(below, limit - above);
}

/** The number of a range that the greatest power of two divides: layers agree on it more often. */
function roundest(least: number, most: number): number {
  for (let power = 2 ** 30; power > 1; power /= 2) {
    const multiple = Math.ceil(least / power) * power;
    if (multiple <= most) return multiple;
  }
  return least;
}

/** Greatest values of the fields of the first and the second pixel. */
function fieldLimits({ outputs, pixelPlace, weightPlace }: LaneForm): [number, number] {
  if (outputs === 1) return [2 ** pixelPlace - 1, 2 ** (31 - pixelPlace) - 1];
  return [
    2 ** Math.min(weightPlace, pixelPlace - weightPlace) - 1,
    2 ** Math.min(weightPlace, 31 - pixelPlace - weightPlace) - 1,
  ];
}

interface Gain {
  readonly above: number;
  readonly below: number;
}

/** What a step may add to a sum at most, and take off. */
function gains(pair: readonly number[], low: number, high: number): Gain {
  let above = 0;
  let below = 0;
  for (const tap of pair) {
    above += Math.max(tap * low, tap * high, 0);
    below -= Math.min(tap * low, tap * high, 0);
  }
  return { above, below };
}

function widest(perOutput: readonly (readonly Gain[])[], stretch: number): Gain {
  let above = 0;
  let below = 0;
  for (const steps of perOutput) {
    for (let first = 0; first < steps.length; first += stretch) {
      let sumAbove = 0;
      let sumBelow = 0;
      for (let step = first; step < Math.min(first + stretch, steps.length); step++) {
        sumAbove += steps[step].above;
        sumBelow += steps[step].below;
      }
      above = Math.max(above, sumAbove);
      below = Math.max(below, sumBelow);
    }
  }
  return { above, below };
}

/** Steps that lie side by side in the buffer of expanded pixels. */
export function segmentSteps(geometry: LanesGeometry, pixelWords: number): number {
  return geometry.columnTap === 1 ? geometry.kernelWidth * pixelWords : pixelWords;
}
