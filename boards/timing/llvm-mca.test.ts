import test from 'ava';
import { isInstalled } from '../toolchain/find-tool.js';
import { parseObjdump } from './disassembly.js';
import { llvmMcaModel, parseResults } from './llvm-mca.js';

test('Results are found by the number of their region, also where one is missing.', (t) => {
  const region = (number: number, cycles: number): string =>
    `\n[0] Code Region - ${number}\n\nIterations:        100\nInstructions:      800\nTotal Cycles:      ${cycles}\nTotal uOps:        900\n\nBlock RThroughput: 6.5\n`;
  const results = parseResults(region(0, 1203) + region(2, 700), 100);
  t.deepEqual(results[0], { instructions: 8, cycles: 12.03, throughput: 6.5 });
  t.is(results[1], undefined);
  t.is(results[2]?.cycles, 7);
});

test('Where the analyser or its model of the core is missing there is no model.', (t) => {
  t.is(
    llvmMcaModel('cortex-a53', () => false),
    undefined,
  );
  t.is(
    llvmMcaModel('cortex-a7', () => true),
    undefined,
  );
});

test('A chain of multiplications takes longer than independent ones; unknown words have no price.', async (t) => {
  const model = llvmMcaModel('cortex-a53', isInstalled);
  if (!model) {
    t.log('skipped: llvm-mca is not installed');
    return t.pass();
  }
  const block = (...lines: string[]) => ({
    taken: 1,
    instructions: parseObjdump(lines.map((line, index) => `  ${4 * index}:\t${line}`).join('\n')),
  });
  const [chain, free, unknown] = await model.price([
    block('mul\tw0, w0, w1', 'mul\tw0, w0, w1', 'b.ne\t400740 <dot+0x8>'),
    block('mul\tw0, w2, w1', 'mul\tw3, w2, w1', 'b.ne\t400740 <dot+0x8>'),
    block('frobnicate\tw0'),
  ]);
  t.true(chain![0].estimate > free![0].estimate);
  t.is(unknown, undefined);
  for (const { low, estimate, high } of [...chain!, ...free!]) {
    t.true(low <= estimate && estimate <= high);
  }
});
