import type { Cycles } from './cycles.js';
import type { Instruction } from './disassembly.js';
import { llvmMcaModel } from './llvm-mca.js';
import { priceBlock } from './price-block.js';
import { timingTableOf } from './tables/registry.js';

/** A run of instructions with one entry, and the share of its runs whose last branch is taken. */
export interface PricedBlock {
  readonly instructions: readonly Instruction[];
  readonly taken: number;
}

/** What turns executed instructions into modelled cycles. */
export interface TimingModel {
  /** Where its figures come from, in one line. */
  readonly source: string;
  /** True where they do not rest on the maker's own tables. */
  readonly isEstimate: boolean;
  /**
   * Share of what ran that is worth pricing, hottest blocks first; the rest goes at their mean rate.
   */
  readonly pricedShare: number;
  /** Cycles of each instruction of each block; undefined for a block that it cannot price. */
  price(blocks: readonly PricedBlock[]): Promise<(readonly Cycles[] | undefined)[]>;
}

/** The model of a core: its table, else llvm-mca; nothing where neither knows the core. */
export function timingModelOf(core: string): TimingModel | undefined {
  const table = timingTableOf(core);
  if (!table) return llvmMcaModel(core);
  return {
    source: table.source,
    isEstimate: table.isEstimate,
    pricedShare: 1,
    price: (blocks) =>
      Promise.resolve(
        blocks.map(({ instructions, taken }) => priceBlock(instructions, taken, table)),
      ),
  };
}
