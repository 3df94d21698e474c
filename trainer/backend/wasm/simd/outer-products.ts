import {
  add,
  advance,
  defineFunction,
  load,
  loadSplat,
  mul,
  repeatUntil,
  sequence,
  set,
  store,
} from './assembler.js';

/** Channels of x and of dy whose products one call adds up: as many as registers hold. */
export const inputBlock = 4;
export const outputBlock = 8;

const four = 16;
const blockSums = ['s0', 's1', 's2', 's3', 's4', 's5', 's6', 's7'] as const;

/**
 * Adds x[p, i] · dy[p, o] over the pixels p of a rectangle, for four channels i and eight o, to 32
 * sums. Steps lead from one pixel to the next, jumps from the end of a row to the next row, in bytes.
 */
export const outerProducts = defineFunction(
  {
    x: 'i32',
    dy: 'i32',
    end: 'i32',
    rowBytes: 'i32',
    xStep: 'i32',
    dyStep: 'i32',
    xJump: 'i32',
    dyJump: 'i32',
    sums: 'i32',
  },
  {
    rowEnd: 'i32',
    low: 'v128',
    high: 'v128',
    value: 'v128',
    s0: 'v128',
    s1: 'v128',
    s2: 'v128',
    s3: 'v128',
    s4: 'v128',
    s5: 'v128',
    s6: 'v128',
    s7: 'v128',
  },
  ({
    x,
    dy,
    end,
    rowBytes,
    xStep,
    dyStep,
    xJump,
    dyJump,
    sums,
    rowEnd,
    low,
    high,
    value,
    ...local
  }) => {
    const totals = blockSums.map((name) => local[name]);
    return sequence(
      ...totals.map((total, place) => set(total, load(sums, place * four))),
      repeatUntil(
        dy,
        end,
        set(rowEnd, dy),
        advance(rowEnd, rowBytes),
        repeatUntil(
          dy,
          rowEnd,
          set(low, load(dy)),
          set(high, load(dy, four)),
          ...[0, 1, 2, 3].flatMap((channel) => [
            set(value, loadSplat(x, 4 * channel)),
            set(totals[2 * channel], add(totals[2 * channel], mul(value, low))),
            set(totals[2 * channel + 1], add(totals[2 * channel + 1], mul(value, high))),
          ]),
          advance(x, xStep),
          advance(dy, dyStep),
        ),
        advance(x, xJump),
        advance(dy, dyJump),
      ),
      ...totals.map((total, place) => store(sums, total, place * four)),
    );
  },
);
