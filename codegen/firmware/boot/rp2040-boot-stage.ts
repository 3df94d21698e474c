import { toolVersion } from '../../tool-version.js';
import type { BareMetalTarget } from '../firmware-context.js';
import { hexadecimal } from '../hexadecimal.js';
import type { TemplateFile } from '../template-file.js';
import { crc32Mpeg2 } from './crc32-mpeg2.js';

/** The boot ROM copies so many bytes into RAM; the last four are the checksum of the others. */
const STAGE_BYTES = 256;
const CHECKSUM_BYTES = 4;

/** An instruction in halfwords, as it stands in an assembler's listing, and what it is for. */
interface Instruction {
  readonly code: readonly number[];
  readonly text: string;
  readonly purpose: string;
}

/**
 * Assembled by hand for an Armv6-M core; `ldr …, [pc, #…]` reads the words of `literals` behind the
 * code. A test compares it with what an assembler makes of the texts.
 *
 * It makes of the SSI a memory that reads flash with the command 03h, which every serial flash knows,
 * at a quarter of the system's clock, and enters the program by its vector table. Registers: RP2040
 * datasheet, section 4.10.13 (SSI); M0PLUS VTOR, section 2.4.8.
 */
export const instructions: readonly Instruction[] = [
  { code: [0x4b0a], text: 'ldr r3, [pc, #40]', purpose: 'the SSI' },
  { code: [0x2000], text: 'movs r0, #0', purpose: '' },
  { code: [0x6098], text: 'str r0, [r3, #8]', purpose: 'SSIENR: off while it is set up' },
  { code: [0x2104], text: 'movs r1, #4', purpose: '' },
  { code: [0x6159], text: 'str r1, [r3, #20]', purpose: 'BAUDR: a quarter of the clock' },
  { code: [0x4909], text: 'ldr r1, [pc, #36]', purpose: '' },
  { code: [0x6019], text: 'str r1, [r3, #0]', purpose: 'CTRLR0' },
  { code: [0x6058], text: 'str r0, [r3, #4]', purpose: 'CTRLR1: one word a transfer' },
  { code: [0x4a08], text: 'ldr r2, [pc, #32]', purpose: '' },
  { code: [0x4909], text: 'ldr r1, [pc, #36]', purpose: '' },
  { code: [0x6011], text: 'str r1, [r2, #0]', purpose: 'SPI_CTRLR0' },
  { code: [0x2001], text: 'movs r0, #1', purpose: '' },
  { code: [0x6098], text: 'str r0, [r3, #8]', purpose: 'SSIENR: on' },
  { code: [0x4808], text: 'ldr r0, [pc, #32]', purpose: 'the vector table' },
  { code: [0x4908], text: 'ldr r1, [pc, #32]', purpose: '' },
  { code: [0x6008], text: 'str r0, [r1, #0]', purpose: 'VTOR' },
  { code: [0x6801], text: 'ldr r1, [r0, #0]', purpose: '' },
  { code: [0xf381, 0x8808], text: 'msr msp, r1', purpose: 'the initial stack' },
  { code: [0x6842], text: 'ldr r2, [r0, #4]', purpose: '' },
  { code: [0x4710], text: 'bx r2', purpose: 'the reset handler' },
  { code: [0x46c0], text: 'nop', purpose: 'words begin at a multiple of four' },
];

/** SSI registers at their base; SPI_CTRLR0 is too far off for an offset in an instruction. */
const SSI_BASE = 0x1800_0000;
const SPI_CTRLR0 = SSI_BASE + 0xf4;
const VTOR = 0xe000_ed08;
/** DFS_32: frames of 32 bits; TMOD: a command goes out, then data come in. */
const CTRLR0_VALUE = (31 << 16) | (3 << 8);
/** XIP_CMD 03h; INST_L: 8 bits of command; ADDR_L: 24 bits of address, in fours. */
const SPI_CTRLR0_VALUE = (0x03 << 24) | (2 << 8) | (6 << 2);

/** Words that the code reads, in the order of their addresses. */
export function literals(vectors: number): { readonly word: number; readonly purpose: string }[] {
  return [
    { word: SSI_BASE, purpose: 'the SSI' },
    { word: CTRLR0_VALUE, purpose: 'CTRLR0: frames of 32 bits, a command out, then data in' },
    { word: SPI_CTRLR0, purpose: 'the address of SPI_CTRLR0' },
    { word: SPI_CTRLR0_VALUE, purpose: 'SPI_CTRLR0: command 03h of 8 bits, 24 bits of address' },
    { word: vectors, purpose: 'the vector table' },
    { word: VTOR, purpose: 'the address of VTOR' },
  ];
}

/** The second stage of booting an RP2040, which its ROM looks for at the beginning of flash. */
export function rp2040BootStage({ memory }: BareMetalTarget): TemplateFile {
  const words = literals(memory.flash.origin);
  const view = {
    version: toolVersion,
    instructions: instructions.map(({ code, text, purpose }) => ({
      code: code.map((half) => `0x${half.toString(16).padStart(4, '0')}u,`).join(' '),
      comment: purpose === '' ? text : `${text}: ${purpose}`,
    })),
    instructionCount: instructions.flatMap(({ code }) => code).length,
    literals: words.map(({ word, purpose }) => ({ word: hexadecimal(word), purpose })),
    literalCount: words.length,
    unusedBytes: STAGE_BYTES - CHECKSUM_BYTES - stageBytes(memory.flash.origin).length,
    checksum: hexadecimal(checksum(memory.flash.origin)),
  };
  return { path: 'firmware/startup/boot.c', template: 'boot/rp2040-boot-stage.c.hbs', view };
}

function checksum(vectors: number): number {
  const bytes = new Uint8Array(STAGE_BYTES - CHECKSUM_BYTES);
  bytes.set(stageBytes(vectors));
  return crc32Mpeg2(bytes);
}

/** Code and literals, without what fills the stage up. */
function stageBytes(vectors: number): Uint8Array {
  const halves = instructions.flatMap(({ code }) => code);
  const bytes = new Uint8Array(2 * halves.length + 4 * literals(vectors).length);
  const view = new DataView(bytes.buffer);
  halves.forEach((half, index) => view.setUint16(2 * index, half, true));
  literals(vectors).forEach(({ word }, index) => {
    view.setUint32(2 * halves.length + 4 * index, word, true);
  });
  return bytes;
}
