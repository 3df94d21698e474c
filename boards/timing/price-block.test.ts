import test from 'ava';
import type { Cycles } from './cycles.js';
import { parseObjdump } from './disassembly.js';
import { priceBlock } from './price-block.js';
import { timingTableOf } from './tables/registry.js';

/** Counted by hand from the manuals' tables: each instruction with its cycles. */
interface Row {
  readonly title: string;
  readonly core: string;
  readonly code: readonly (readonly [instruction: string, cycles: number])[];
  readonly taken?: number;
  readonly bound?: keyof Cycles;
}

const rows: readonly Row[] = [
  {
    title: 'loads behind loads take one cycle, the first two',
    core: 'cortex-m4',
    code: [
      ['ldr r0, [r1, #0]', 2],
      ['ldr r2, [r1, #4]', 1],
      ['ldrb.w r3, [r1, #8]', 1],
      ['mla r4, r0, r2, r4', 1],
      ['ldr r0, [r1, #12]', 2],
    ],
  },
  {
    title: 'a load whose address the load before it brings is not pipelined',
    core: 'cortex-m4',
    code: [
      ['ldr r0, [r1, #0]', 2],
      ['ldr r2, [r0, #0]', 2],
    ],
  },
  {
    title: 'multiplications of all kinds take one cycle',
    core: 'cortex-m4',
    code: [
      ['umlal r0, r1, r2, r3', 1],
      ['umaal r0, r1, r2, r3', 1],
      ['smlad r0, r1, r2, r0', 1],
      ['smlabb r0, r1, r2, r0', 1],
      ['mul.w r0, r1, r2', 1],
      ['uxtab16 r0, r1, r2, ror #8', 1],
      ['usat r0, #2, r1, asr #8', 1],
    ],
  },
  {
    title: 'a loop’s end that is taken refills the pipeline',
    core: 'cortex-m4',
    code: [
      ['str.w r0, [r1], #4', 1],
      ['subs r2, #1', 1],
      ['bne.n 8000 <loop>', 2],
    ],
    taken: 1,
  },
  {
    title: 'a loop’s end that is taken half the time costs half of that',
    core: 'cortex-m4',
    code: [['bne.n 8000 <loop>', 2.5]],
    taken: 0.5,
    bound: 'high',
  },
  {
    title: 'multiple transfers take one more than registers',
    core: 'cortex-m4',
    code: [
      ['ldmia.w r0!, {r1, r2, r3, r4}', 5],
      ['stmia.w r0!, {r4-r7}', 5],
      ['push {r4, r5, r6, lr}', 5],
      ['ldrd r0, r1, [r2, #8]', 3],
      ['pop {r4, r5, r6, pc}', 8],
    ],
    bound: 'high',
  },
  {
    title: 'accumulating and long multiplications are slower there',
    core: 'cortex-m3',
    code: [
      ['mul.w r0, r1, r2', 1],
      ['mla r0, r1, r2, r3', 2],
      ['umull r0, r1, r2, r3', 5],
      ['umlal r0, r1, r2, r3', 7],
    ],
    bound: 'high',
  },
  {
    title: 'every access to memory takes two cycles',
    core: 'cortex-m0plus',
    code: [
      ['ldr r0, [r1, #0]', 2],
      ['ldrb r2, [r1, r3]', 2],
      ['muls r0, r2', 1],
      ['strh r0, [r1, #2]', 2],
      ['ldmia r1!, {r0, r2}', 3],
      ['bl 8000 <function>', 3],
      ['bx lr', 2],
      ['pop {r4, pc}', 4],
      ['bne.n 8000 <loop>', 2],
    ],
    taken: 1,
  },
  {
    title: 'two that do not depend on each other issue together',
    core: 'cortex-m7',
    code: [
      ['add r0, r1', 1],
      ['ldr r2, [r3, #0]', 0],
      ['mla r4, r5, r6, r4', 1],
      ['mla r7, r5, r6, r7', 1],
      ['adds r8, r9', 0],
    ],
  },
  {
    title: 'a result of a load comes a cycle later',
    core: 'cortex-m7',
    code: [
      ['ldr r2, [r3, #0]', 1],
      ['adds r2, r2, r1', 2],
    ],
  },
  {
    title: 'memory and arithmetic of vectors overlap',
    core: 'cortex-m55',
    code: [
      ['vldrb.u8 q0, [r0], #16', 2],
      ['vmladava.u8 r2, q0, q1', 1],
      ['vldrb.u8 q2, [r0], #16', 1],
      ['vldrb.u8 q1, [r1], #16', 2],
    ],
  },
  {
    title: 'a load’s result takes three cycles, which others may fill',
    core: 'arm1176',
    code: [
      ['ldr r0, [r1]', 1],
      ['add r2, r2, r3', 1],
      ['add r0, r0, r2', 2],
    ],
  },
];

for (const { title, core, code, taken = 0, bound = 'estimate' } of rows) {
  test(`On ${core}: ${title}.`, (t) => {
    const table = timingTableOf(core)!;
    const prices = priceBlock(parseObjdump(listing(code.map(([text]) => text))), taken, table);
    const expected = code.map(([, cycles]) => cycles);
    t.deepEqual(
      prices.map((price) => price[bound]),
      expected,
    );
    for (const { low, estimate, high } of prices) t.true(low <= high && low <= estimate + 1);
  });
}

/** As objdump prints it. */
function listing(code: readonly string[]): string {
  const lines = code.map((text, index) => {
    const [mnemonic, ...operands] = text.split(' ');
    return `    ${(0x8000 + 4 * index).toString(16)}:\t${mnemonic}\t${operands.join(' ')}`;
  });
  return ['00008000 <loop>:', ...lines].join('\n');
}
