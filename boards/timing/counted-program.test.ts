import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { execa } from 'execa';
import { prepareBlockCounter } from '../emulator/block-counter.js';
import { missingTool } from '../testing/missing-tool.js';
import { temporaryFolder } from '../../codegen/testing/temporary-folder.js';
import { findSymbol } from '../toolchain/find-symbol.js';
import { disassemble } from './disassembly.js';
import { priceProgram, type RegionTiming } from './price-program.js';
import { timingModelOf } from './timing-model.js';

/** Markers are bytes 1 and 2; a branch ends the block that stores, so that regions are exact. */
const cortexM = `
    .syntax unified
    .thumb
    .section .vectors, "a"
    .word 0x20001000, reset
    .text
    .thumb_func
    .global reset
reset:
    ldr r0, =softbit_marker
    strb r0, [r0, #1]
    b 1f
1:  movw r2, #1000
2:  subs r2, #1
    bne 2b
    strb r0, [r0, #2]
    b 3f
3:  movs r2, #50
4:  ldr r3, [r0, #4]
    ldr r4, [r0, #8]
    muls r3, r4
    cbz r2, 5f
    subs r2, #1
    b 4b
5:  strb r0, [r0]
    movs r0, #0x18
    ldr r1, =0x20026
    bkpt 0xab
    .bss
    .balign 4
    .global softbit_marker
    .type softbit_marker, %object
    .size softbit_marker, 3
softbit_marker:
    .space 16
`;

const linkerScript = `
SECTIONS
{
    . = 0;
    .text : { *(.vectors) *(.text) }
    . = 0x20000000;
    .bss : { *(.bss) }
}
`;

const aarch64 = `
    .text
    .global _start
_start:
    adrp x0, softbit_marker
    add x0, x0, :lo12:softbit_marker
    strb w0, [x0, #1]
    b 1f
1:  mov w2, #1000
2:  subs w2, w2, #1
    b.ne 2b
    strb w0, [x0, #2]
    b 3f
3:  mov w2, #50
4:  mul w3, w3, w2
    cbz w2, 5f
    sub w2, w2, #1
    b 4b
5:  strb w0, [x0]
    mov x0, #0
    mov x8, #93
    svc #0
    .bss
    .balign 8
    .global softbit_marker
    .type softbit_marker, %object
    .size softbit_marker, 3
softbit_marker:
    .space 16
`;

interface Program {
  readonly core: string;
  readonly prefix: string;
  readonly source: string;
  readonly compilation: readonly string[];
  readonly emulator: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** By hand, of the regions 1 and 2. */
  readonly instructions: readonly [number, number];
  readonly cycles?: readonly [number, number];
}

const semihosting = ['-display', 'none', '-serial', 'none', '-monitor', 'none', '-semihosting'];

/**
 * Region 1: one instruction, 1000 rounds of two, two at its end. On Cortex-M4 the branch takes two
 * cycles, but one the last time. Region 2: one instruction, 50 rounds of six, four at its end and
 * what is left of its last block.
 */
const programs: readonly Program[] = [
  {
    core: 'cortex-m4',
    prefix: 'arm-none-eabi-',
    source: cortexM,
    compilation: ['-mcpu=cortex-m4', '-mthumb', '-nostdlib', '-Wl,-T,program.ld', '-Wl,-e,reset'],
    emulator: 'qemu-system-arm',
    before: ['-M', 'mps2-an386', ...semihosting],
    after: ['-kernel'],
    instructions: [2003, 1 + 50 * 6 + 4 + 4],
    // A round of region 2: loads 2 and 1, muls 1, cbz 1, subs 1, b 2; its last one: 3 + 1 + cbz 2.
    cycles: [1 + 1000 + 1999 + 1 + 2, 1 + 50 * 8 + 6 + 1 + 1 + 2 + 1],
  },
  {
    core: 'cortex-a53',
    prefix: 'aarch64-linux-gnu-',
    source: aarch64,
    compilation: ['-nostdlib', '-static'],
    emulator: 'qemu-aarch64',
    before: [],
    after: [],
    instructions: [2003, 1 + 50 * 4 + 2 + 4],
  },
];

for (const program of programs) {
  const { core, prefix, emulator, instructions, cycles } = program;

  test.serial(
    `Loops on ${core} have the instructions and cycles counted by hand, twice.`,
    async (t) => {
      if (missingTool(t, 'gcc', `${prefix}gcc`, emulator)) return;
      const first = await count(t, program);
      t.deepEqual(
        first.slice(1).map((region) => region.instructions),
        [...instructions],
      );
      if (cycles) {
        t.deepEqual(
          first.slice(1).map((region) => region.cycles?.estimate),
          [...cycles],
        );
      }
      t.deepEqual(await count(t, program), first);
    },
  );
}

async function count(t: ExecutionContext, program: Program): Promise<RegionTiming[]> {
  const { core, prefix, source, compilation, emulator, before, after } = program;
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, 'program.s'), source);
  writeFileSync(path.join(folder, 'program.ld'), linkerScript);
  const elf = path.join(folder, 'program');
  await execa(`${prefix}gcc`, [...compilation, '-o', elf, 'program.s'], { cwd: folder });
  const { address, bytes } = await findSymbol(elf, prefix, 'softbit_marker');
  const markers = { address, count: bytes };
  const counter = await prepareBlockCounter({ folder, emulator, markers });
  await execa(emulator, [...before, ...counter.arguments, ...after, elf]);
  return priceProgram({
    counts: await counter.counts(),
    disassembly: await disassemble(elf, prefix),
    model: timingModelOf(core),
  });
}
