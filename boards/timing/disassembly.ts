import { execa } from 'execa';
import { requireTool } from '../toolchain/find-tool.js';

/** One machine instruction of a program, as objdump words it. */
export interface Instruction {
  readonly address: number;
  /** `ldr.w`, `bne.n`. */
  readonly mnemonic: string;
  /** `r3, [r4, #8]`, without objdump's comments. */
  readonly operands: string;
  /** Symbol that it lies behind. */
  readonly symbol: string;
}

/** A program's instructions, found by address. */
export class Disassembly {
  readonly #instructions: readonly Instruction[];
  readonly #indices: ReadonlyMap<number, number>;

  constructor(instructions: readonly Instruction[]) {
    this.#instructions = [...instructions].sort((a, b) => a.address - b.address);
    this.#indices = new Map(this.#instructions.map(({ address }, index) => [address, index]));
  }

  /** The instructions from `address` up to and without `end`; none where the program has no code. */
  between(address: number, end: number): Instruction[] {
    const found: Instruction[] = [];
    const first = this.#indices.get(address);
    if (first === undefined) return found;
    for (let index = first; index < this.#instructions.length; index++) {
      if (this.#instructions[index].address >= end) break;
      found.push(this.#instructions[index]);
    }
    return found;
  }
}

/**
 * Disassembles a linked program with the objdump of its tool chain.
 *
 * @param prefix `arm-none-eabi-` or empty
 * @throws SB_TOOL_MISSING
 */
export async function disassemble(program: string, prefix: string): Promise<Disassembly> {
  const objdump = `${prefix}objdump`;
  requireTool(objdump, 'disassemble the program');
  const { stdout } = await execa(objdump, ['-d', '--no-show-raw-insn', program]);
  return new Disassembly(parseObjdump(stdout));
}

/** A symbol's line, or an instruction's: address, mnemonic and operands between tabs. */
const line = /^(?:[0-9a-f]+ <([^>]+)>:|\s*([0-9a-f]+):\t([^\t]+)(?:\t(.*))?)$/;

/** What follows in comments: `@ 0x…`, `; (word …)`, `// #…`. */
const comment = /\s*(?:[@;]|\/\/).*$/;

export function parseObjdump(text: string): Instruction[] {
  const instructions: Instruction[] = [];
  let symbol = '';
  for (const row of text.split('\n')) {
    const match = line.exec(row);
    if (!match) continue;
    const [, label, address, mnemonic, operands = ''] = match;
    if (label !== undefined) symbol = label;
    else {
      instructions.push({
        address: Number.parseInt(address, 16),
        mnemonic: mnemonic.trim(),
        operands: operands.replace(comment, '').trim(),
        symbol,
      });
    }
  }
  return instructions;
}
