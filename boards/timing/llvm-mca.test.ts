import test from 'ava';
import { parseObjdump } from './disassembly.js';
import { llvmMcaModel, llvmVersion, parseResults } from './llvm-mca.js';

test('Results are found by the number of their region, also where one is missing.', (t) => {
  const region = (number: number, cycles: number): string =>
    `\n[0] Code Region - ${number}\n\nIterations:        100\nInstructions:      800\nTotal Cycles:      ${cycles}\nTotal uOps:        900\n\nBlock RThroughput: 6.5\n`;
  const results = parseResults(region(0, 1203) + region(2, 700), 100);
  t.deepEqual(results[0], { instructions: 8, cycles: 12.03, throughput: 6.5 });
  t.is(results[1], undefined);
  t.is(results[2]?.cycles, 7);
});

const missing: [title: string, core: string, version: number][] = [
  ['the analyser is missing', 'cortex-a53', 0],
  ['the analyser is older than LLVM 19', 'cortex-a53', 18],
  ['the analyser’s model of the core is missing', 'cortex-a7', 19],
];

for (const [title, core, version] of missing) {
  test(`Where ${title} there is no model.`, (t) => {
    t.is(
      llvmMcaModel(core, () => version),
      undefined,
    );
  });
}

test('An analyser that is recent enough is taken, and a program that is not there has no version.', (t) => {
  t.truthy(llvmMcaModel('cortex-a53', (program) => (program === 'llvm-mca' ? 20 : 0)));
  t.is(llvmVersion('llvm-mca-of-nobody'), 0);
});

test('A chain of multiplications takes longer than independent ones; unknown words have no price.', async (t) => {
  const model = llvmMcaModel('cortex-a53');
  if (!model) {
    t.log('skipped: llvm-mca of LLVM 19 or later is not installed');
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
