import { bounds, type Bound, type Cycles } from './cycles.js';
import type { Instruction } from './disassembly.js';
import { classOf, type InstructionClass } from './instruction-class.js';
import { canPair } from './pairing.js';
import { registersOf, type RegisterUse } from './registers.js';
import { costAt, type TimingTable } from './timing-table.js';

/** An instruction with what its price depends on. */
export interface Operation {
  readonly kind: InstructionClass;
  readonly uses: RegisterUse;
}

/**
 * Modelled cycles of each instruction of a block that is executed from its first to its last. The
 * core issues in order; an instruction waits for results that it reads. Blocks are priced alone:
 * what is still under way at a block's end costs the next one nothing.
 *
 * @param taken share of executions, 0 to 1, after which the last instruction's branch is taken
 */
export function priceBlock(
  block: readonly Instruction[],
  taken: number,
  table: TimingTable,
): Cycles[] {
  const operations = block.map((instruction) => ({
    kind: classOf(instruction),
    uses: registersOf(instruction),
  }));
  const [low, estimate, high] = bounds.map((bound) => {
    const issue = new InOrderIssue(table, bound);
    return operations.map((operation, index) =>
      issue.price(operation, index === operations.length - 1 ? taken : 0),
    );
  });
  return block.map((_, index) => ({
    low: low[index],
    estimate: estimate[index],
    high: high[index],
  }));
}

class InOrderIssue {
  readonly #ready = new Map<string, number>();
  #time = 0;
  #previous: Operation | undefined;
  #isSecond = false;

  constructor(
    readonly table: TimingTable,
    readonly bound: Bound,
  ) {}

  price(operation: Operation, taken: number): number {
    const before = this.#time;
    const start = Math.max(before, ...operation.uses.reads.map((name) => this.#readyAt(name)));
    const paired = start === before && this.#pairs(operation);
    const cycles = paired ? 0 : this.#cycles(operation);
    const end = start + cycles + this.#refill(operation, taken);
    this.#finish(operation, paired ? start - 1 : start, end);
    this.#isSecond = paired;
    this.#previous = operation;
    this.#time = end;
    return end - before;
  }

  #readyAt(name: string): number {
    return this.#ready.get(name) ?? 0;
  }

  #pairs(operation: Operation): boolean {
    if (!this.table.dualIssue[this.bound] || !this.#previous || this.#isSecond) return false;
    return canPair(this.#previous, operation);
  }

  #cycles({ kind, uses }: Operation): number {
    const { table } = this;
    const own = this.#at(table.cycles[kind] ?? table.cycles.alu);
    const listed = Math.ceil(uses.listed * (isMultiple(kind) ? this.#at(table.perRegister) : 0));
    return own + listed + this.#afterPrevious(kind, uses);
  }

  /** What the instruction before it saves or costs. */
  #afterPrevious(kind: InstructionClass, uses: RegisterUse): number {
    const { table } = this;
    const previous = this.#previous;
    if (!previous) return 0;
    const waits = uses.addresses.some((name) => previous.uses.writes.includes(name));
    if (waits) return this.#at(table.addressHazard);
    if (kind === 'load' && previous.kind === 'load') return -this.#at(table.pipelinedLoad);
    return overlaps(previous.kind, kind) ? -this.#at(table.vectorOverlap) : 0;
  }

  #refill({ kind, uses }: Operation, taken: number): number {
    const { refill } = this.table;
    if (kind === 'branch') return taken * this.#at(refill.branch);
    if (kind === 'jump') return this.#at(refill.branch);
    if (kind === 'call') return this.#at(refill.call);
    if (registerJumps.includes(kind)) return this.#at(refill.register);
    if (!uses.writes.includes('pc')) return 0;
    return this.#at(kind.startsWith('load') ? refill.load : refill.register);
  }

  #finish({ kind, uses }: Operation, start: number, end: number): void {
    const latency = this.table.latency[kind];
    const ready = latency === undefined ? end : start + this.#at(latency);
    uses.writes.forEach((name) => this.#ready.set(name, ready));
  }

  #at(cost: number | Cycles): number {
    return costAt(cost, this.bound);
  }
}

const registerJumps: readonly InstructionClass[] = ['callRegister', 'jumpRegister', 'tableBranch'];

function isMultiple(kind: InstructionClass): boolean {
  return kind.endsWith('Multiple');
}

/** Memory and arithmetic of vectors are units of their own. */
function overlaps(before: InstructionClass, kind: InstructionClass): boolean {
  if (before === 'vector') return kind === 'vectorLoad' || kind === 'vectorStore';
  return kind === 'vector' && (before === 'vectorLoad' || before === 'vectorStore');
}
