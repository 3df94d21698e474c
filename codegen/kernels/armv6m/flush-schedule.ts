import { fieldLimit, wordsPerRaw, type TileForm } from './tile-form.js';

/** Weight words of each output channel in the order of the steps; a word is its fields' codes. */
export type WeightSteps = readonly (readonly (readonly number[])[])[];

export interface FlushSchedule {
  /** Words of flash between two flushes; the last of them may be used in part. */
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
 * @returns `undefined` where not even one word of weights fits
 */
export function flushSchedule(
  form: TileForm,
  weightBits: number,
  greatestInput: number,
  channels: WeightSteps,
): FlushSchedule | undefined {
  const perRaw = wordsPerRaw(form, weightBits);
  const total = channels[0].length;
  let best: FlushSchedule | undefined;
  for (let steps = 1; steps <= Math.min(MOST_STEPS, total); steps++) {
    if (!everyFieldFits({ form, greatestInput, channels, steps })) continue;
    const raws = Math.ceil(steps / perRaw);
    const candidate = { raws, steps, flushes: Math.ceil(total / steps) };
    if (!best || worth(candidate) <= worth(best)) best = candidate;
  }
  return best;
}

/** A word of flash that a tile's channel reads should save ten cycles of it. */
const WORD_OF_FLASH = 10;

function worth(schedule: FlushSchedule): number {
  return scheduleCycles(schedule) + schedule.raws * schedule.flushes * WORD_OF_FLASH;
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
  const most = Math.floor(fieldLimit(form) / greatestInput);
  return channels.every((words) => {
    let sum = 0;
    return words.every((codes, step) => {
      if (step % steps === 0) sum = 0;
      for (const code of codes) sum += code;
      return sum <= most;
    });
  });
}

/** Packs each channel's words for flash; missing ones up to the last flush are zero. */
export function packSteps(
  form: TileForm,
  weightBits: number,
  channels: WeightSteps,
  { raws, steps, flushes }: FlushSchedule,
): Uint32Array {
  const perRaw = wordsPerRaw(form, weightBits);
  const rawsPerChannel = raws * flushes;
  const packed = new Uint32Array(channels.length * rawsPerChannel);
  channels.forEach((words, channel) =>
    words.forEach((codes, step) => {
      const within = step % steps;
      const first = channel * rawsPerChannel + Math.floor(step / steps) * raws;
      const at = first + Math.floor(within / perRaw);
      const shift = (within % perRaw) * weightBits;
      codes.forEach((code, lane) => {
        packed[at] = (packed[at] | (code << (lane * form.laneBits + shift))) >>> 0;
      });
    }),
  );
  return packed;
}
