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

/**
 * The fewest equal stretches in which no field leaves its bits, by the sums of the actual taps. A
 * stretch is a part of a segment, which is what lies side by side in the buffer, or whole segments.
 *
 * @returns `undefined` where even single steps may leave them
 */
export function laneSchedule(
  form: LaneForm,
  taps: LaneTaps,
  activationBits: number,
  segment: number,
): LaneSchedule | undefined {
  const steps = taps[0].length;
  if (form.pixels === 1) return { stretch: steps, stretches: 1, biases: [0, 0] };
  const greatest = 2 ** activationBits - 1;
  const first = taps.map((own) => own.map((pair) => gains(pair, 0, greatest)));
  const second = taps.map((own) =>
    own.map((pair) => gains(pair, -form.pixelMiddle, greatest - form.pixelMiddle)),
  );
  const [firstLimit, secondLimit] = fieldLimits(form);
  for (let stretch = steps; stretch >= 1; stretch--) {
    if (steps % stretch !== 0) continue;
    if (segment % stretch !== 0 && stretch % segment !== 0) continue;
    const firstRange = widest(first, stretch);
    const secondRange = widest(second, stretch);
    if (firstRange.above + firstRange.below > firstLimit) continue;
    if (secondRange.above + secondRange.below > secondLimit) continue;
    const firstBias = roundest(firstRange.below, firstLimit - firstRange.above);
    const secondBias = roundest(secondRange.below, secondLimit - secondRange.above);
    const biases = [firstBias, form.outputs === 2 ? secondBias : 0] as const;
    return { stretch, stretches: steps / stretch, biases };
  }
  return undefined;
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
      for (let step = first; step < first + stretch; step++) {
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
