import type { FlushSchedule } from './flush-schedule.js';
import type { NarrowRequantization } from './narrow-requantization.js';
import type { TileForm } from './tile-form.js';

/** The assembly in `finish.hbs`: what differs with form, flushes and requantization. */
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

export interface FinishChannels {
  readonly requantization: NarrowRequantization;
  readonly residual: boolean;
  /** Greatest output code; absent for 32-bit outputs. */
  readonly greatest: number | null;
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

/** Registers that hold a channel's constants in their order. */
function constantLines({ requantization, residual }: FinishChannels): string[] {
  const { kind, perChannel } = requantization;
  if (kind === 'quartered') return quarteredConstants(residual);
  if (kind !== 'split') {
    const registers = [4, 5, 6].slice(0, perChannel);
    return [
      `ldmia r3!, {${registers.map((register) => `r${register}`).join(', ')}}`,
      ...registers.map((register) => `mov r${register + 4}, r${register}`),
      ...(kind === 'counted' ? ['movs r7, #0'] : []),
    ];
  }
  const main = ['ldmia r3!, {r4-r7}', 'mov r10, r5', 'mov r8, r6', 'mov r9, r7', 'mov r7, r4'];
  return residual
    ? [...main, 'ldmia r3!, {r4, r5}', 'str r4, [sp, #16]', 'str r5, [sp, #20]']
    : main;
}

function outputLines(total: string, options: FinishChannels): string[] {
  const { requantization, greatest } = options;
  const begin = total === 'r3' ? [] : [`mov r3, ${total}`];
  const end = [`${greatest === null ? 'str' : 'strb'} r3, [r2]`, 'add r2, r12'];
  const value = {
    counted: () => countedLines(requantization.perChannel),
    linear: () => linearLines(options),
    split: () => splitLines(options),
    quartered: () => quarteredLines(options),
    wide: () => [],
  }[requantization.kind]();
  return [...begin, ...value, ...end];
}

/** A compare leaves in the carry whether the threshold is reached. */
function countedLines(thresholds: number): string[] {
  const steps = Array.from({ length: thresholds }, (_, index) => [
    `cmp r3, r${8 + index}`,
    'adcs r5, r7',
  ]);
  return ['movs r5, #0', ...steps.flat(), 'movs r3, r5'];
}

function linearLines({ requantization, residual, greatest }: FinishChannels): string[] {
  return [
    ...['mov r5, r8', 'muls r3, r5', 'add r3, r9'],
    ...(residual ? ['ldrb r5, [r2]', 'mov r6, r10', 'muls r5, r6', 'adds r3, r3, r5'] : []),
    ...shiftAndClamp(requantization.shift, greatest),
  ];
}

/** r7 and r10 are the multiplier's halves, r8 and r9 the bias's, the residual's are on the stack. */
function splitLines({ requantization, residual, greatest }: FinishChannels): string[] {
  const load = `${greatest === null ? 'ldr' : 'ldrb'} r6, [r2]`;
  const low = residual ? [load, 'ldr r5, [sp, #20]', 'muls r5, r6', 'add r5, r9'] : ['mov r5, r9'];
  const high = residual ? ['ldr r5, [sp, #16]', 'muls r6, r5', 'add r6, r8'] : ['mov r6, r8'];
  return [
    ...low,
    ...['mov r4, r10', 'muls r4, r3', 'adds r4, r4, r5', 'asrs r4, r4, #16'],
    ...high,
    ...['muls r3, r7', 'adds r3, r3, r6', 'adds r3, r3, r4'],
    ...shiftAndClamp(requantization.shift, greatest),
  ];
}

/** r7 and r10 multiplier, r8 and r9 the bias's ends; its middle and the residual's are on the stack. */
function quarteredConstants(residual: boolean): string[] {
  return [
    ...['ldmia r3!, {r4-r7}', 'mov r10, r5', 'mov r8, r6', 'str r7, [sp, #24]'],
    ...['ldmia r3!, {r5}', 'mov r9, r5', 'mov r7, r4'],
    ...(residual ? ['ldmia r3!, {r4, r5}', 'str r4, [sp, #16]', 'str r5, [sp, #20]'] : []),
  ];
}

/** The three floors of `split-requantization.ts`; r4 and r3 are a0 and a1. */
function quarteredLines({ requantization, residual, greatest }: FinishChannels): string[] {
  const side = residual
    ? [
        ...[`${greatest === null ? 'ldr' : 'ldrb'} r6, [r2]`, 'ldr r5, [sp, #20]', 'muls r5, r6'],
        ...['add r5, r9', 'str r5, [sp, #28]', 'ldr r5, [sp, #16]', 'muls r6, r5'],
        ...['ldr r5, [sp, #24]', 'adds r6, r6, r5', 'str r6, [sp, #32]'],
      ]
    : [];
  return [
    ...side,
    ...['uxtb r4, r3', 'asrs r3, r3, #8', 'mov r5, r10', 'muls r5, r4'],
    ...(residual ? ['ldr r6, [sp, #28]', 'adds r5, r5, r6'] : ['add r5, r9']),
    ...['mov r6, r10', 'muls r6, r3'],
    ...['lsrs r5, r5, #8', 'adds r6, r6, r5', 'asrs r6, r6, #8', 'muls r4, r7', 'adds r4, r4, r6'],
    ...[`ldr r5, [sp, #${residual ? 32 : 24}]`, 'adds r4, r4, r5', 'asrs r4, r4, #8'],
    ...['muls r3, r7', 'adds r3, r3, r4', 'add r3, r8'],
    ...shiftAndClamp(requantization.shift, greatest),
  ];
}

/** Most values need no clamp; of the others the sign says to which end. */
function shiftAndClamp(shift: number, greatest: number | null): string[] {
  const shifted = shift === 0 ? [] : [`asrs r3, r3, #${shift}`];
  if (greatest === null) return shifted;
  const clamp = ['mvns r3, r3', 'asrs r3, r3, #31', `movs r5, #${greatest}`, 'ands r3, r5'];
  return [...shifted, `cmp r3, #${greatest}`, 'bls 5f', ...clamp, '5:'];
}
