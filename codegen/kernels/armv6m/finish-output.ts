import type { NarrowRequantization } from './narrow-requantization.js';

export interface FinishChannels {
  readonly requantization: NarrowRequantization;
  readonly residual: boolean;
  /** Greatest output code; absent for 32-bit outputs. */
  readonly greatest: number | null;
}

/** Registers that hold a channel's constants in their order. */
export function constantLines({ requantization, residual }: FinishChannels): string[] {
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

/** From a total to its place among the values: r2, which moves on by r12. */
export function outputLines(total: string, options: FinishChannels): string[] {
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
