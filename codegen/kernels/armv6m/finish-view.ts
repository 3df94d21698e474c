import type { FlushSchedule } from './flush-schedule.js';
import { constantLines, outputLines, type FinishChannels } from './finish-output.js';
import type { TileForm } from './tile-form.js';

/** The assembly in `finish-assembly.hbs`: what differs with form, flushes and requantization. */
export interface FinishView {
  /** From a channel's constants in r3 to high registers. */
  readonly constants: readonly string[];
  /** Words of the tile, all four or one of a loop: their sums to one or two outputs each. */
  readonly words: readonly string[];
  readonly loop: boolean;
  /** Brings r0 from behind the words' first sums to the next channel's. */
  readonly advance: readonly string[];
  readonly valueBytes: number;
}

export interface FinishOptions extends FinishChannels {
  readonly form: TileForm;
  readonly schedule: FlushSchedule;
}

/** Flushes beyond these would make the unrolled sum larger than it is worth. */
export const MOST_UNROLLED_FLUSHES = 40;

/** Reach of a load's offset: eight flushes of four words. */
const FLUSHES_IN_REACH = 8;
/** So short that the loop over a tile's words would be a fifth of it. */
const MOST_FLUSHES_WITHOUT_LOOP = 4;

/** @returns `null` where C does it: the 64-bit form and many flushes */
export function finishView(options: FinishOptions): FinishView | null {
  const { form, schedule, requantization } = options;
  const { flushes } = schedule;
  if (requantization.kind === 'wide' || flushes > MOST_UNROLLED_FLUSHES) return null;
  return finishLines(options, flushes, (word) => sumsOf(form, flushes, word));
}

/** Lines that leave totals in r3 and perhaps lr. */
interface TotalLines {
  readonly lines: readonly string[];
  readonly totals: readonly string[];
}

function sumsOf(form: TileForm, flushes: number, word: number): TotalLines {
  return form.kind === 'polynomial'
    ? { lines: pairSums(flushes, word), totals: ['r3', 'lr'] }
    : { lines: topSums(form, flushes, word), totals: ['r3'] };
}

/**
 * Depthwise: nothing was flushed, and r11 brings every field to 0 … 255. With a horizontal stride
 * of two, field two alone is an output.
 */
export function finishDepthwiseView(options: FinishChannels, outputs: number): FinishView {
  const both = ['lsrs r4, r3, #24', 'mov lr, r4', 'lsrs r3, r3, #16', 'uxtb r3, r3'];
  const lower = ['lsrs r3, r3, #16', 'uxtb r3, r3'];
  return finishLines(options, 1, (word) => ({
    lines: [`ldr r3, [r0, #${4 * word}]`, 'add r3, r11', ...(outputs === 2 ? both : lower)],
    totals: outputs === 2 ? ['r3', 'lr'] : ['r3'],
  }));
}

/**
 * Depthwise with one or two pixels a word, unflushed: a word's upper half is the output four pixels on,
 * so the words are walked twice. r11 brings halves to 0 … 65535.
 */
export function finishLanesView(options: FinishChannels, lanes: number): FinishView {
  const half = [[], ['uxth r3, r3'], ['lsrs r3, r3, #16']];
  const passes = lanes === 2 ? [1, 2] : [0];
  const words = passes.flatMap((pass) =>
    [0, 1, 2, 3].flatMap((word) => [
      ...[`ldr r3, [r0, #${4 * word}]`, 'add r3, r11', ...half[pass]],
      ...outputLines('r3', options),
    ]),
  );
  return { ...finishLines(options, 1, () => ({ lines: [], totals: [] })), words };
}

function finishLines(
  options: FinishChannels,
  flushes: number,
  sumsOfWord: (word: number) => TotalLines,
): FinishView {
  const loop = flushes > MOST_FLUSHES_WITHOUT_LOOP;
  const words = (loop ? [0] : [0, 1, 2, 3]).flatMap((word) => {
    const { lines, totals } = sumsOfWord(word);
    return [...lines, ...totals.flatMap((total) => outputLines(total, options))];
  });
  return {
    constants: constantLines(options),
    words,
    loop,
    advance: loop
      ? [`movs r3, #${flushes - 1}`, 'lsls r3, r3, #4', 'adds r0, r0, r3']
      : [`adds r0, #${16 * flushes}`],
    valueBytes: options.greatest === null ? 4 : 1,
  };
}

/** r3 and lr: the sums of fields two and three, scaled, plus what their pixels have in common. */
function pairSums(flushes: number, word: number): string[] {
  return [
    ...loads(flushes, word, (load, first) =>
      first
        ? [`ldr r3, ${load}`, 'lsrs r4, r3, #24', 'lsrs r3, r3, #16']
        : [
            `ldr r5, ${load}`,
            'lsrs r6, r5, #24',
            'adds r4, r4, r6',
            'lsrs r5, r5, #16',
            'adds r3, r3, r5',
          ],
    ),
    ...['lsls r5, r4, #8', 'subs r3, r3, r5'],
    ...['mov r5, r11', 'muls r3, r5', 'muls r4, r5', 'ldmia r1!, {r5, r6}'],
    ...['adds r3, r3, r5', 'adds r4, r4, r6', 'mov lr, r4'],
  ];
}

/** r3: the sum of the top fields, likewise. */
function topSums({ laneBits }: TileForm, flushes: number, word: number): string[] {
  const shift = (register: string): string[] =>
    laneBits === 32 ? [] : [`lsrs ${register}, ${register}, #${32 - laneBits}`];
  return [
    ...loads(flushes, word, (load, first) =>
      first
        ? [`ldr r3, ${load}`, ...shift('r3')]
        : [`ldr r5, ${load}`, ...shift('r5'), 'adds r3, r3, r5'],
    ),
    ...['mov r5, r11', 'muls r3, r5', 'ldmia r1!, {r5}', 'adds r3, r3, r5'],
  ];
}

/** Walks over a word's sums, 16 bytes apart, and returns r0 to the first. */
function loads(
  flushes: number,
  word: number,
  add: (load: string, first: boolean) => string[],
): string[] {
  const lines: string[] = [];
  for (let flush = 0; flush < flushes; flush++) {
    const within = flush % FLUSHES_IN_REACH;
    if (flush > 0 && within === 0) lines.push(`adds r0, #${FLUSHES_IN_REACH * 16}`);
    lines.push(...add(`[r0, #${within * 16 + 4 * word}]`, flush === 0));
  }
  const moves = Math.ceil(flushes / FLUSHES_IN_REACH) - 1;
  return [...lines, ...Array.from({ length: moves }, () => `subs r0, #${FLUSHES_IN_REACH * 16}`)];
}
