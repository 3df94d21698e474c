import { TILE_CHANNELS } from './dot-plan.js';

/** How products become sums: ones of bits counted, or products of bytes widened at once or later. */
export type DotForm = 'bits' | 'singles' | 'pairs' | 'narrow';

/** Positions' vectors are in v0 ... v3, channels' taps in v4 ... v7, products in v8 ... v11. */
const FIRST_TAPS = 4;
const FIRST_PRODUCT = 8;
const FIRST_SUM = 16;
const POSITIONS = 4;

/** The vector register of a sum. */
function sumRegister(position: number, channel: number): number {
  return FIRST_SUM + TILE_CHANNELS * position + channel;
}

type Line = (window: string, taps: string, product: string, sum: string) => string;

const low: Line = (window, taps, product) => `smull ${product}.8h, ${window}.8b, ${taps}.8b`;
const high: Line = (window, taps, product) => `smlal2 ${product}.8h, ${window}.16b, ${taps}.16b`;
const highAlone: Line = (window, taps, product) =>
  `smull2 ${product}.8h, ${window}.16b, ${taps}.16b`;
const widen: Line = (_, __, product, sum) => `sadalp ${sum}.4s, ${product}.8h`;

const begin: Line = (_, __, product, sum) => `saddlp ${sum}.4s, ${product}.8h`;

/** Each line is done for four channels before the next one, so that no result is waited for. */
const linesOf: Readonly<Record<DotForm, readonly Line[]>> = {
  bits: [
    (window, taps, product) => `and ${product}.16b, ${window}.16b, ${taps}.16b`,
    (_, __, product) => `cnt ${product}.16b, ${product}.16b`,
    (_, __, product, sum) => `add ${sum}.16b, ${sum}.16b, ${product}.16b`,
  ],
  singles: [low, widen, highAlone, widen],
  pairs: [low, high, widen],
  narrow: [
    (window, taps, _, sum) => `smlal ${sum}.8h, ${window}.8b, ${taps}.8b`,
    (window, taps, _, sum) => `smlal2 ${sum}.8h, ${window}.16b, ${taps}.16b`,
  ],
};

/** The same for a stretch's first vectors, which begin the sums. */
const beginningsOf: Readonly<Record<DotForm, readonly Line[]>> = {
  bits: [
    (window, taps, product) => `and ${product}.16b, ${window}.16b, ${taps}.16b`,
    (_, __, product, sum) => `cnt ${sum}.16b, ${product}.16b`,
  ],
  singles: [low, begin, highAlone, widen],
  pairs: [low, high, begin],
  narrow: [
    (window, taps, _, sum) => `smull ${sum}.8h, ${window}.8b, ${taps}.8b`,
    (window, taps, _, sum) => `smlal2 ${sum}.8h, ${window}.16b, ${taps}.16b`,
  ],
};

/** One position's vector times four channels' taps. */
export function dotSteps(form: DotForm, position: number): string[] {
  return linesOf[form].flatMap((line) => ofChannels(line, position));
}

export function dotBeginnings(form: DotForm, position: number): string[] {
  return beginningsOf[form].flatMap((line) => ofChannels(line, position));
}

function ofChannels(line: Line, position: number): string[] {
  return Array.from({ length: TILE_CHANNELS }, (_, channel) =>
    line(
      `v${position}`,
      `v${FIRST_TAPS + channel}`,
      `v${FIRST_PRODUCT + channel}`,
      `v${sumRegister(position, channel)}`,
    ),
  );
}

/** Adds the lanes of each sum; position p's four channels end in register FIRST_SUM + p. */
export function dotEndings(form: DotForm): string[] {
  const widened = form === 'singles' || form === 'pairs';
  const narrow = form === 'bits' ? 'uaddlp' : 'saddlp';
  const [from, to] = form === 'bits' ? ['16b', '8h'] : ['8h', '4s'];
  const lanes = form === 'bits' ? '8h' : '4s';
  const registers = Array.from({ length: POSITIONS * TILE_CHANNELS }, (_, sum) => FIRST_SUM + sum);
  return [
    ...(widened ? [] : registers.map((sum) => `${narrow} v${sum}.${to}, v${sum}.${from}`)),
    ...pairwise(registers, lanes),
    ...pairwise(registers.slice(0, registers.length / 2), lanes),
    ...(form === 'bits'
      ? registers.slice(0, POSITIONS).map((sum) => `uaddlp v${sum}.4s, v${sum}.8h`)
      : []),
  ];
}

/** Adds neighbouring registers lane by lane into the first half of them. */
function pairwise(registers: readonly number[], lanes: string): string[] {
  return registers.slice(0, registers.length / 2).map((sum, index) => {
    const first = registers[2 * index];
    return `addp v${sum}.${lanes}, v${first}.${lanes}, v${first + 1}.${lanes}`;
  });
}
