export interface InstructionCount {
  /** Rounded to whole instructions. */
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Instructions from timer ticks of an emulator that gives each instruction 2^shift ns of its time:
 * instructions = ticks · (10⁹ / ticks per second) / 2^shift. A tick of a 25 MHz timer is 40 ns, so
 * with shift 6 it resolves single instructions.
 *
 * @returns null on devices that do not count instructions this way
 */
export function countInstructions(
  ticks: readonly number[],
  ticksPerSecond: number,
  emulator: { readonly instructionShift: number } | undefined,
): InstructionCount | null {
  if (!emulator) return null;
  const perTick = 1e9 / ticksPerSecond / 2 ** emulator.instructionShift;
  const total = ticks.reduce((sum, count) => sum + count, 0);
  return {
    mean: Math.round((total / ticks.length) * perTick),
    min: Math.round(Math.min(...ticks) * perTick),
    max: Math.round(Math.max(...ticks) * perTick),
  };
}
