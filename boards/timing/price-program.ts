import type { BlockCount } from './block-counts.js';
import { addCycles, noCycles, scaleCycles, type Cycles } from './cycles.js';
import type { Disassembly, Instruction } from './disassembly.js';
import type { PricedBlock, TimingModel } from './timing-model.js';

/** What ran in one marked region. */
export interface RegionTiming {
  readonly region: number;
  readonly instructions: number;
  /** Absent where the core has no timing model. */
  readonly cycles: Cycles | undefined;
  readonly executed: readonly ExecutedInstruction[];
}

/** One instruction with all its executions in a region. */
export interface ExecutedInstruction {
  readonly instruction: Instruction;
  readonly executions: number;
  readonly cycles: Cycles | undefined;
}

export interface PriceProgramOptions {
  readonly counts: readonly BlockCount[];
  readonly disassembly: Disassembly;
  readonly model: TimingModel | undefined;
}

/**
 * Joins executed blocks with the disassembly and prices them.
 *
 * @returns the regions that ran, by number
 */
export async function priceProgram(options: PriceProgramOptions): Promise<RegionTiming[]> {
  const blocks = options.counts.map((count) => ({
    ...count,
    code: options.disassembly.between(count.address, count.end),
    taken: (count.executions - count.followed) / count.executions,
  }));
  const prices = await priceBlocks(blocks, options.model);
  const regions = new Map<number, RegionSum>();
  for (const [index, block] of blocks.entries()) {
    const region = regions.get(block.region) ?? new RegionSum(block.region);
    regions.set(block.region, region);
    region.add(block, prices?.[index]);
  }
  return [...regions.values()].map((sum) => sum.timing()).sort((a, b) => a.region - b.region);
}

interface Block extends BlockCount {
  /** Empty where the program's file does not hold it, as of a kernel's page. */
  readonly code: readonly Instruction[];
  readonly taken: number;
}

/** Cycles of each block's instructions, once for each execution. */
async function priceBlocks(
  blocks: readonly Block[],
  model: TimingModel | undefined,
): Promise<(readonly Cycles[])[] | undefined> {
  if (!model) return undefined;
  const hot = hottest(blocks, model.pricedShare);
  const asked: PricedBlock[] = hot.map(({ code, taken }) => ({ instructions: code, taken }));
  const answers = await model.price(asked);
  const prices = new Map(hot.map((block, index) => [block, answers[index]]));
  const rate = meanRate(prices);
  return blocks.map((block) => prices.get(block) ?? evenly(block.instructions, rate));
}

function hottest(blocks: readonly Block[], share: number): Block[] {
  const total = blocks.reduce((sum, block) => sum + workOf(block), 0);
  const ranked = blocks.filter(({ code }) => code.length > 0);
  ranked.sort((a, b) => workOf(b) - workOf(a));
  let done = 0;
  return ranked.filter((block) => {
    const isNeeded = done < share * total;
    done += workOf(block);
    return isNeeded;
  });
}

function workOf({ instructions, executions }: BlockCount): number {
  return instructions * executions;
}

/** Cycles an instruction of the blocks that have a price. */
function meanRate(prices: ReadonlyMap<Block, readonly Cycles[] | undefined>): Cycles {
  let cycles = noCycles;
  let instructions = 0;
  for (const [block, price] of prices) {
    if (!price) continue;
    cycles = addCycles(cycles, scaleCycles(price.reduce(addCycles, noCycles), block.executions));
    instructions += workOf(block);
  }
  return scaleCycles(cycles, 1 / Math.max(instructions, 1));
}

function evenly(length: number, rate: Cycles): Cycles[] {
  return Array.from({ length }, () => rate);
}

class RegionSum {
  #instructions = 0;
  #cycles: Cycles | undefined;
  readonly #executed = new Map<number, ExecutedInstruction>();

  constructor(readonly region: number) {}

  add(block: Block, prices: readonly Cycles[] | undefined): void {
    this.#instructions += workOf(block);
    if (prices) {
      const once = prices.reduce(addCycles, noCycles);
      this.#cycles = addCycles(this.#cycles ?? noCycles, scaleCycles(once, block.executions));
    }
    for (const [index, instruction] of block.code.entries()) {
      this.#addInstruction(instruction, block.executions, prices?.[index]);
    }
  }

  #addInstruction(instruction: Instruction, executions: number, price: Cycles | undefined): void {
    const known = this.#executed.get(instruction.address);
    const cycles = price && scaleCycles(price, executions);
    this.#executed.set(instruction.address, {
      instruction,
      executions: (known?.executions ?? 0) + executions,
      cycles: cycles && addCycles(known?.cycles ?? noCycles, cycles),
    });
  }

  timing(): RegionTiming {
    return {
      region: this.region,
      instructions: this.#instructions,
      cycles: this.#cycles,
      executed: [...this.#executed.values()],
    };
  }
}
