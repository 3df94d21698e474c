import { addCycles, roundCycles, type Cycles } from '../timing/cycles.js';
import type { ExecutedInstruction, RegionTiming } from '../timing/price-program.js';
import type { HotInstruction, MnemonicCount } from './profile-report.js';

/**
 * The instructions that took most cycles, or ran most often where nothing models cycles.
 *
 * @param names of the layers, region 1 + n being layer n
 */
export function hottestInstructions(
  regions: readonly RegionTiming[],
  names: readonly string[],
  count: number,
): HotInstruction[] {
  return regions
    .filter(({ region }) => region > 0)
    .flatMap(({ region, executed }) => executed.map((entry) => ({ entry, region })))
    .sort((a, b) => weightOf(b.entry) - weightOf(a.entry))
    .slice(0, count)
    .map(({ entry, region }) => describe(entry, names[region - 1]));
}

function weightOf({ executions, cycles }: ExecutedInstruction): number {
  return cycles?.estimate ?? executions;
}

function describe(entry: ExecutedInstruction, layer: string): HotInstruction {
  const { instruction, executions, cycles } = entry;
  return {
    layer,
    symbol: instruction.symbol,
    address: `0x${instruction.address.toString(16)}`,
    text: `${instruction.mnemonic} ${instruction.operands}`.trim(),
    executions,
    modelledCycles: cycles ? roundCycles(cycles) : null,
  };
}

/** What the layers executed, by mnemonic; the conditions and widths of one are apart. */
export function mnemonicHistogram(regions: readonly RegionTiming[]): MnemonicCount[] {
  const counts = new Map<string, { executions: number; cycles: Cycles | undefined }>();
  for (const { region, executed } of regions) {
    if (region === 0) continue;
    for (const { instruction, executions, cycles } of executed) {
      const known = counts.get(instruction.mnemonic);
      counts.set(instruction.mnemonic, {
        executions: executions + (known?.executions ?? 0),
        cycles: known?.cycles && cycles ? addCycles(known.cycles, cycles) : cycles,
      });
    }
  }
  return [...counts]
    .map(([mnemonic, { executions, cycles }]) => ({
      mnemonic,
      executions,
      modelledCycles: cycles ? roundCycles(cycles) : null,
    }))
    .sort(
      (a, b) =>
        (b.modelledCycles?.estimate ?? b.executions) - (a.modelledCycles?.estimate ?? a.executions),
    );
}
