import { execa, execaSync } from 'execa';
import type { Cycles } from './cycles.js';
import type { Instruction } from './disassembly.js';
import type { TimingModel } from './timing-model.js';

interface McaCore {
  readonly triple: string;
  /** LLVM's scheduling model; the Cortex-A76 is the core of Neoverse N1, which LLVM has. */
  readonly model: string;
}

/** Its scheduling model of the Cortex-A7 does not serve the analyser. */
const cores: Readonly<Record<string, McaCore>> = {
  'cortex-a53': { triple: 'aarch64', model: 'cortex-a53' },
  'cortex-a72': { triple: 'aarch64', model: 'cortex-a72' },
  'cortex-a76': { triple: 'aarch64', model: 'neoverse-n1' },
};

/** Debian names the program by its version. */
const programs = ['llvm-mca-19', 'llvm-mca'] as const;

/** Earlier ones give up a whole input for an instruction that their model does not know. */
const leastVersion = 19;

/** Enough that filling and emptying the pipeline do not show. */
const ITERATIONS = 100;

/**
 * Prices blocks with LLVM's machine code analyser. The estimate repeats a block as its loop would,
 * with its dependencies; low is what its busiest unit needs, high a single run from an empty
 * pipeline. Caches always hit. Within a block the cycles are spread evenly.
 *
 * @param versionOf LLVM's major version of a program, 0 where there is none
 * @returns nothing where LLVM or its model of the core is missing, or LLVM is too old
 */
export function llvmMcaModel(
  core: string,
  versionOf: (program: string) => number = llvmVersion,
): TimingModel | undefined {
  const target = Object.hasOwn(cores, core) ? cores[core] : undefined;
  const program = target && programs.find((name) => versionOf(name) >= leastVersion);
  if (!target || program === undefined) return undefined;
  return {
    source: `An estimate by llvm-mca with -mcpu=${target.model}; caches always hit`,
    isEstimate: true,
    pricedShare: 0.995,
    async price(blocks) {
      const assembly = blocks.map(({ instructions }, index) => regionOf(instructions, index));
      const run = (iterations: number): Promise<(McaResult | undefined)[]> =>
        analyze({ program, target, assembly: assembly.join(''), iterations });
      const [repeated, single] = [await run(ITERATIONS), await run(1)];
      return blocks.map(({ instructions }, index) =>
        spread(instructions.length, repeated[index], single[index]),
      );
    },
  };
}

/** The major version that a program of LLVM's says it has; 0 where it does not run. */
export function llvmVersion(program: string): number {
  const { stdout = '' } = execaSync(program, ['--version'], { reject: false });
  return Number(/LLVM version (\d+)/.exec(stdout)?.[1] ?? 0);
}

interface McaResult {
  readonly instructions: number;
  readonly cycles: number;
  /** Cycles that the busiest unit is taken by one run. */
  readonly throughput: number;
}

interface Analysis {
  readonly program: string;
  readonly target: McaCore;
  readonly assembly: string;
  readonly iterations: number;
}

/** Unknown instructions are left out of a region, which `spread` then sees by their number. */
async function analyze(analysis: Analysis): Promise<(McaResult | undefined)[]> {
  const { program, target, assembly, iterations } = analysis;
  const { stdout } = await execa(
    program,
    [
      `-mtriple=${target.triple}-linux-gnu`,
      `-mcpu=${target.model}`,
      `-iterations=${iterations}`,
      '-instruction-info=false',
      '-resource-pressure=false',
      '--skip-unsupported-instructions=any',
      '-',
    ],
    { input: assembly, reject: false },
  );
  return parseResults(stdout, iterations);
}

/** Results by the number that names their region; llvm-mca leaves out regions that it cannot take. */
export function parseResults(text: string, iterations: number): (McaResult | undefined)[] {
  const results: (McaResult | undefined)[] = [];
  const heading = /^\[\d+\] Code Region - (\d+)$/m;
  const [, ...parts] = text.split(heading);
  for (let part = 0; part + 1 < parts.length; part += 2) {
    const figure = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+([\\d.]+)$`, 'm').exec(parts[part + 1])?.[1]);
    results[Number(parts[part])] = {
      instructions: figure('Instructions') / iterations,
      cycles: figure('Total Cycles') / iterations,
      throughput: figure('Block RThroughput'),
    };
  }
  return results;
}

function regionOf(instructions: readonly Instruction[], index: number): string {
  const lines = instructions.map(({ mnemonic, operands }) => `${mnemonic} ${plain(operands)}`);
  return `# LLVM-MCA-BEGIN ${index}\n${lines.join('\n')}\n# LLVM-MCA-END\n`;
}

/** objdump prints branch targets as `400740 <dot+0x8>`, which no assembler reads. */
function plain(operands: string): string {
  return operands.replace(/\b[0-9a-f]+ <[^>]*>/, '#0');
}

function spread(
  count: number,
  repeated: McaResult | undefined,
  single: McaResult | undefined,
): Cycles[] | undefined {
  if (!repeated || !single || repeated.instructions !== count) return undefined;
  const estimate = repeated.cycles / count;
  const low = Math.min(repeated.throughput / count, estimate);
  const high = Math.max(single.cycles / count, estimate);
  return Array.from({ length: count }, () => ({ low, estimate, high }));
}
