import {
  add,
  addDoubles,
  advance,
  and,
  constant,
  defineFunction,
  div,
  floor,
  isGreater,
  isLess,
  load,
  max,
  min,
  mul,
  mulDoubles,
  repeatUntil,
  sequence,
  set,
  splat,
  store,
  sub,
  toDoubles,
  upperHalf,
  type Code,
  type Local,
} from './assembler.js';
import { tanh } from './tanh-code.js';

const four = 16;

/**
 * Adds Σ a and Σ a·b of four channels to eight doubles: the sums of the four, then the products.
 * One call is for so few rows that all channels' turns find them in the cache.
 */
export const channelSums = defineFunction(
  { a: 'i32', b: 'i32', end: 'i32', rowBytes: 'i32', sums: 'i32' },
  {
    sum0: 'v128',
    sum2: 'v128',
    product0: 'v128',
    product2: 'v128',
    low: 'v128',
    high: 'v128',
    values: 'v128',
  },
  ({ a, b, end, rowBytes, sums, sum0, sum2, product0, product2, low, high, values }) => {
    const totals = [sum0, sum2, product0, product2];
    return sequence(
      ...totals.map((total, place) => set(total, load(sums, place * four))),
      repeatUntil(
        a,
        end,
        set(values, load(a)),
        set(low, toDoubles(values)),
        set(high, toDoubles(upperHalf(values))),
        set(sum0, addDoubles(sum0, low)),
        set(sum2, addDoubles(sum2, high)),
        set(values, load(b)),
        set(product0, addDoubles(product0, mulDoubles(low, toDoubles(values)))),
        set(product2, addDoubles(product2, mulDoubles(high, toDoubles(upperHalf(values))))),
        advance(a, rowBytes),
        advance(b, rowBytes),
      ),
      ...totals.map((total, place) => store(sums, total, place * four)),
    );
  },
);

/** What `softSlope` adds up, in the order in which it stores the sums, each in four parts. */
export const softSums = [
  'below',
  'above',
  'inside',
  'flats',
  'positions',
  'centres',
  'bends',
  'places',
] as const;

const sumLocals = Object.fromEntries(softSums.map((name) => [name, 'v128'])) as Record<
  (typeof softSums)[number],
  'v128'
>;

/** One range's part of `slope-sums.ts`, for so few values that floats are exact enough for sums. */
export const softSlope = defineFunction(
  {
    x: 'i32',
    dy: 'i32',
    dx: 'i32',
    end: 'i32',
    sums: 'i32',
    lower: 'f32',
    step: 'f32',
    greatest: 'f32',
    sharpness: 'f32',
    slope: 'f32',
  },
  {
    ...sumLocals,
    given: 'v128',
    position: 'v128',
    bounded: 'v128',
    low: 'v128',
    high: 'v128',
    centre: 'v128',
    place: 'v128',
    bend: 'v128',
    flat: 'v128',
    angle: 'v128',
    square: 'v128',
  },
  (local) => {
    const { x, dy, dx, end, sums, given, position, bounded, low, high, centre, place } = local;
    const { bend, flat, angle, square } = local;
    const n = splat(local.greatest);
    return sequence(
      repeatUntil(
        x,
        end,
        set(given, load(dy)),
        set(position, div(sub(load(x), splat(local.lower)), splat(local.step))),
        set(bounded, min(max(position, constant(0)), n)),
        set(low, and(given, isLess(position, constant(0)))),
        set(high, and(given, isGreater(position, n))),
        set(given, sub(sub(given, low), high)),
        set(centre, add(floor(bounded), constant(0.5))),
        set(place, sub(bounded, centre)),
        set(angle, mul(place, splat(local.sharpness))),
        set(square, mul(angle, angle)),
        set(bend, tanh(angle, square)),
        set(flat, mul(given, sub(constant(1), mul(bend, bend)))),
        store(dx, mul(flat, splat(local.slope))),
        grow(local.below, low),
        grow(local.above, high),
        grow(local.inside, given),
        grow(local.flats, flat),
        grow(local.positions, mul(flat, bounded)),
        grow(local.centres, mul(given, centre)),
        grow(local.bends, mul(given, bend)),
        grow(local.places, mul(flat, place)),
        ...[x, dy, dx].map((pointer) => advance(pointer, four)),
      ),
      ...softSums.map((name, index) => store(sums, local[name], index * four)),
    );
  },
);

function grow(sum: Local, value: Code | Local): Code {
  return set(sum, add(sum, value));
}
