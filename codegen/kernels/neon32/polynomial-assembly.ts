import { TILE_CHANNELS, TILE_LANES, type LanePlan } from '../neon64/polynomial-plan.js';

/** First register of the sums that the products go to, and of those that fields are added to. */
const FIRST_SUM = 8;
const FIRST_EMPTIED = 2;
/** First 64-bit half of the registers of taps. */
const FIRST_WORD = 8;
const BYTES_PER_CHANNEL = 32;

/** What `polynomial-multiply.hbs` prints: a whole tile, and one with lanes in one vector only. */
export function assemblyView({ schedule }: LanePlan, halfTile: boolean): object {
  const whole = formOf('multiply', schedule.stretch, 2);
  return { forms: halfTile ? [whole, formOf('multiply_half', schedule.stretch, 1)] : [whole] };
}

function formOf(name: string, stretch: number, vectors: number): object {
  const channels = Array.from({ length: TILE_CHANNELS }, (_, channel) => channel);
  return {
    name,
    lanes: (vectors * TILE_LANES) / 2,
    sums: Array.from({ length: TILE_CHANNELS * vectors }, (_, index) => FIRST_SUM + index),
    loads: Array.from({ length: Math.ceil(stretch / 2) }, (_, pair) =>
      loadOf(Math.min(2, stretch - 2 * pair), vectors),
    ),
    flushes: channels.map((channel) => flushOf(channel, vectors)),
  };
}

/** Up to two steps: their lanes and words of taps, and products for four channels. */
function loadOf(steps: number, vectors: number): object {
  const products = Array.from({ length: steps }, (_, step) => step).flatMap((step) =>
    Array.from({ length: TILE_CHANNELS * vectors }, (_, index) => {
      const channel = Math.floor(index / vectors);
      return {
        sum: FIRST_SUM + index,
        codes: 2 * step + (index % vectors),
        word: FIRST_WORD + 2 * step + (channel >> 1),
        lane: channel & 1,
      };
    }),
  );
  return {
    codes: `{d0-d${4 * steps - 1}}`,
    words: `{d${FIRST_WORD}-d${FIRST_WORD + 2 * steps - 1}}`,
    products,
  };
}

function flushOf(channel: number, vectors: number): object {
  const bytes = BYTES_PER_CHANNEL / 2;
  return {
    sums: `{d${2 * FIRST_EMPTIED}-d${2 * (FIRST_EMPTIED + vectors) - 1}}`,
    halves: Array.from({ length: vectors }, (_, vector) => ({
      sum: FIRST_EMPTIED + vector,
      fields: FIRST_SUM + channel * vectors + vector,
    })),
    skipped: BYTES_PER_CHANNEL - vectors * bytes,
  };
}
