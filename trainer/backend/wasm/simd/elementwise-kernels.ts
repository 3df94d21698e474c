import {
  add,
  advance,
  and,
  constant,
  defineFunction,
  div,
  floor,
  isGreater,
  load,
  max,
  min,
  mul,
  repeatUntil,
  sequence,
  set,
  splat,
  store,
  sub,
} from './assembler.js';

/** Bytes of four floats, the step of all loops. */
const four = 16;

/** l + Δ·⌊clip((x − l)/Δ, 0, n) + ½⌋, rounded like the operations that it stands for. */
export const quantize = defineFunction(
  { x: 'i32', y: 'i32', end: 'i32', lower: 'f32', step: 'f32', greatest: 'f32' },
  { l: 'v128', delta: 'v128', n: 'v128' },
  ({ x, y, end, lower, step, greatest, l, delta, n }) => {
    const position = div(sub(load(x), l), delta);
    const code = floor(add(min(max(position, constant(0)), n), constant(0.5)));
    return sequence(
      set(l, splat(lower)),
      set(delta, splat(step)),
      set(n, splat(greatest)),
      repeatUntil(x, end, store(y, add(mul(code, delta), l)), advance(x, four), advance(y, four)),
    );
  },
);

/** dy where y > 0, else 0. */
export const reluGradient = defineFunction(
  { dy: 'i32', y: 'i32', dx: 'i32', end: 'i32' },
  {},
  ({ dy, y, dx, end }) =>
    repeatUntil(
      dx,
      end,
      store(dx, and(load(dy), isGreater(load(y), constant(0)))),
      advance(dy, four),
      advance(y, four),
      advance(dx, four),
    ),
);

/** a·ofA + b·ofB + ofOne, whose factors are one for each channel, the last axis. */
export const combine = defineFunction(
  {
    a: 'i32',
    b: 'i32',
    out: 'i32',
    end: 'i32',
    ofA: 'i32',
    ofB: 'i32',
    ofOne: 'i32',
    ofAEnd: 'i32',
    backBytes: 'i32',
  },
  {},
  ({ a, b, out, end, ofA, ofB, ofOne, ofAEnd, backBytes }) =>
    repeatUntil(
      out,
      end,
      repeatUntil(
        ofA,
        ofAEnd,
        store(out, add(add(mul(load(a), load(ofA)), mul(load(b), load(ofB))), load(ofOne))),
        ...[a, b, out, ofA, ofB, ofOne].map((pointer) => advance(pointer, four)),
      ),
      ...[ofA, ofB, ofOne].map((pointer) => advance(pointer, backBytes)),
    ),
);
