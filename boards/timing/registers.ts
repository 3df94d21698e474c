import { classOf } from './instruction-class.js';
import type { Instruction } from './disassembly.js';

/** Which registers an instruction of 32-bit Arm writes and reads; flags are left out. */
export interface RegisterUse {
  readonly writes: readonly string[];
  readonly reads: readonly string[];
  /** Of `reads`, those that make an address. */
  readonly addresses: readonly string[];
  /** In the braces of a multiple load or store. */
  readonly listed: number;
}

const nothingWritten =
  /^(?:str|stm|push|cmp|cmn|tst|teq|b|bl|bx|blx|cbn?z|tb[bh]|nop|it|vst|vpush)/;
const alsoRead =
  /^(?:umaal|[su]mlal|smlal|smlsl|mov[tk]|bf[ci]|vmla|vmls|vfma|vfms|vadd?lva|vmlada|vmlalda|vmlas)/;
const twoWritten = /^(?:ldrd|[su]mull|[su]mlal|umaal|smlal|smlsld)/;
const register = /\b(?:r1[0-5]|r\d|ip|sp|lr|pc|sl|fp|sb|[sd](?:[12]\d|3[01]|\d)|q[0-7])\b/g;

/** Uses of one instruction; a wrong guess on a rare one costs a cycle of a model, no more. */
export function registersOf(instruction: Instruction): RegisterUse {
  const { mnemonic, operands } = instruction;
  const addresses = registersIn(/\[([^\]]*)\]/.exec(operands)?.[1] ?? '');
  const braces = listedIn(/\{([^}]*)\}/.exec(operands)?.[1] ?? '');
  if (braces.length > 0) return listUse(instruction, addresses, braces);
  const all = registersIn(operands);
  const count = nothingWritten.test(mnemonic) ? 0 : twoWritten.test(mnemonic) ? 2 : 1;
  const writes = all.slice(0, count);
  const sources = operands.split(',').length <= count + 1 && classOf(instruction) === 'alu';
  const reads =
    alsoRead.test(mnemonic) || (sources && isTwoOperand(mnemonic)) ? all : all.slice(count);
  return { writes, reads, addresses, listed: 0 };
}

/** `adds r0, r1` reads what it writes; `mov`, `uxtb` and their like do not. */
function isTwoOperand(mnemonic: string): boolean {
  return /^(?:add|sub|and|orr|eor|bic|adc|sbc|rsb|lsl|lsr|asr|ror)/.test(mnemonic);
}

function listUse(
  { mnemonic, operands }: Instruction,
  addresses: readonly string[],
  listed: readonly string[],
): RegisterUse {
  const base = addresses.length > 0 ? addresses : registersIn(operands.split('{')[0]);
  const loads = /^(?:ldm|pop|vldm|vpop|vld)/.test(mnemonic);
  return loads
    ? { writes: listed, reads: base, addresses: base, listed: listed.length }
    : { writes: [], reads: [...base, ...listed], addresses: base, listed: listed.length };
}

function registersIn(text: string): string[] {
  return text.match(register) ?? [];
}

/** `r4-r7, lr` → r4, r5, r6, r7, lr. */
function listedIn(text: string): string[] {
  return text.split(',').flatMap((part) => {
    const range = /^\s*([a-z])(\d+)-[a-z](\d+)\s*$/.exec(part);
    if (!range) return registersIn(part);
    const [, kind, first, last] = range;
    const length = Number(last) - Number(first) + 1;
    return Array.from({ length }, (_, index) => `${kind}${Number(first) + index}`);
  });
}
