export interface InstructionCount {
  /** Rounded to whole instructions. */
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** What a device says of an inference that its timer cannot measure. */
const TOO_MANY_TICKS = 0xffff_ffff;

/**
 * Instructions from timer ticks of an emulator that gives each instruction 2^shift ns of its time:
 * instructions = ticks · (10⁹ / ticks per second) / 2^shift. A tick of a 25 MHz timer is 40 ns, so
 * with shift 8 an instruction is 6.4 ticks: where in a tick the two readings fall moves the result by
 * a sixth of an instruction at most, and rounding gives the exact count every time. 32 bits of ticks
 * hold 671 million instructions; of more the device says that it cannot count them.
 *
 * @returns null on devices that do not count instructions this way, and where they were too many
 */
export function countInstructions(
  ticks: readonly number[],
  ticksPerSecond: number,
  instructionShift: number | undefined,
): InstructionCount | null {
  if (instructionShift === undefined || ticks.includes(TOO_MANY_TICKS)) return null;
  const perTick = 1e9 / ticksPerSecond / 2 ** instructionShift;
  const total = ticks.reduce((sum, count) => sum + count, 0);
  return {
    mean: Math.round((total / ticks.length) * perTick),
    min: Math.round(Math.min(...ticks) * perTick),
    max: Math.round(Math.max(...ticks) * perTick),
  };
}
