import type { Bound, Cycles } from './cycles.js';
import type { InstructionClass } from './instruction-class.js';

/** A number where best, expected and worst case are the same. */
export type Cost = number | Cycles;

/**
 * What instructions take on one core with memory that answers without waiting: the manual's table
 * as data. A board whose flash makes the core wait takes longer.
 */
export interface TimingTable {
  /** Core id, as in board data. */
  readonly core: string;
  /** Document and section, or what the figures rest on where the maker publishes none. */
  readonly source: string;
  /** True where the maker publishes no timing of instructions. */
  readonly isEstimate: boolean;
  /** Cycles until the next instruction can issue; `alu` stands for what is not listed. */
  readonly cycles: Readonly<Partial<Record<InstructionClass, Cost>>> & { readonly alu: Cost };
  /** Further cycles for each register of a multiple load or store. */
  readonly perRegister: Cost;
  /** Further cycles that refill the pipeline. */
  readonly refill: {
    /** After a taken branch to an address in the instruction. */
    readonly branch: Cost;
    readonly call: Cost;
    /** After a jump to an address in a register. */
    readonly register: Cost;
    /** After loading the program counter. */
    readonly load: Cost;
  };
  /** What a load right behind another one saves, unless it waits for that one's result. */
  readonly pipelinedLoad: Cost;
  /** What an instruction loses whose address the one before it has just computed. */
  readonly addressHazard: Cost;
  /** Cycles from issue to result, where the next instruction may issue before. */
  readonly latency: Readonly<Partial<Record<InstructionClass, Cost>>>;
  /** What a vector instruction saves behind one of another unit: memory behind arithmetic, or back. */
  readonly vectorOverlap: Cost;
  /** Whether two instructions that do not depend on each other may issue together. */
  readonly dualIssue: Readonly<Record<Bound, boolean>>;
}

export function costAt(cost: Cost, bound: Bound): number {
  return typeof cost === 'number' ? cost : cost[bound];
}
