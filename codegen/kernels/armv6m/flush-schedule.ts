import { fieldLimit, wordsPerRaw, type TileForm } from './tile-form.js';

/** Weight words of each output channel in the order of the steps; a word is its fields' codes. */
export type WeightSteps = readonly (readonly (readonly number[])[])[];

export interface FlushSchedule {
  /** Words of flash between two flushes. */
  readonly raws: number;
  /** Steps, one multiplication of four words each, between two flushes. */
  readonly steps: number;
  /** Flushes of one output channel. */
  readonly flushes: number;
}

/** Unrolling further gains less than a hundredth and costs flash. */
const MOST_STEPS = 32;
/** Cycles of one step, of one word of flash more, and of one flush with what becomes of its sums. */
const PER_STEP = 15;
const PER_RAW = 4;
const PER_FLUSH = 44;

/**
 * The cheapest number of steps after which sums leave the packed fields. How many fit follows from
 * the weights themselves: no field may exceed its limit when all input codes are the greatest.
 *
 * @returns `undefined` where not even one word of flash fits
 */
export function flushSchedule(
  form: TileForm,
  weightBits: number,
  greatestInput: number,
  channels: WeightSteps,
): FlushSchedule | undefined {
  const perRaw = wordsPerRaw(form, weightBits);
  const total = Math.ceil(channels[0].length / perRaw);
  let best: FlushSchedule | undefined;
  for (let raws = 1; raws * perRaw <= MOST_STEPS && raws <= total; raws++) {
    const steps = raws * perRaw;
    if (!everyFieldFits({ form, greatestInput, channels, steps })) continue;
    const candidate = { raws, steps, flushes: Math.ceil(total / raws) };
    if (!best || scheduleCycles(candidate) <= scheduleCycles(best)) best = candidate;
  }
  return best;
}

/** Cycles of one output channel over one tile of four words. */
export function scheduleCycles({ raws, steps, flushes }: FlushSchedule): number {
  return flushes * (steps * PER_STEP + raws * PER_RAW + PER_FLUSH);
}

export interface FieldBound {
  readonly form: TileForm;
  readonly greatestInput: number;
  readonly channels: WeightSteps;
  readonly steps: number;
}

/** Every product lands in some field at most once, so the sum of all bounds each of them. */
export function everyFieldFits({ form, greatestInput, channels, steps }: FieldBound): boolean {
  const limit = fieldLimit(form);
  return channels.every((words) => {
    for (let first = 0; first < words.length; first += steps) {
      const codes = words.slice(first, first + steps).flat();
      if (codes.reduce((sum, code) => sum + code, 0) * greatestInput > limit) return false;
    }
    return true;
  });
}

/** Packs each channel's words for flash; missing ones up to the last flush are zero. */
export function packSteps(
  form: TileForm,
  weightBits: number,
  channels: WeightSteps,
  { raws, flushes }: FlushSchedule,
): Uint32Array {
  const perRaw = wordsPerRaw(form, weightBits);
  const rawsPerChannel = raws * flushes;
  const packed = new Uint32Array(channels.length * rawsPerChannel);
  channels.forEach((words, channel) =>
    words.forEach((codes, step) => {
      const at = channel * rawsPerChannel + Math.floor(step / perRaw);
      const shift = (step % perRaw) * weightBits;
      codes.forEach((code, lane) => {
        packed[at] = (packed[at] | (code << (lane * form.laneBits + shift))) >>> 0;
      });
    }),
  );
  return packed;
}
