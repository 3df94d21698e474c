import test from 'ava';
import type { Model } from '../model/graph.js';
import { benchLayer } from '../networks/bench-layer.js';
import { generateModelFiles } from '../project/generate-model-files.js';
import { runModel } from '../reference/run-model.js';
import { randomInput, randomModel } from './random-model.js';
import { runOnCore, type CoreRun } from './run-on-core.js';
import { testMachines, type TestMachineName } from './test-machines.js';

const shared = { op: 'conv2d', inputBits: 2, outputBits: 2, inputs: 16, outputs: 16 } as const;

/** A layer for each kernel that can share its work, with strips, tiles and rests of every kind. */
const layers: readonly (readonly [kernels: readonly string[], ...models: Model[]])[] = [
  [
    ['polynomial_neon64', 'polynomial_neon32'],
    benchLayer({ ...shared, height: 20, width: 14 }),
    benchLayer({ ...shared, height: 7, width: 7, residual: true }),
    benchLayer({ ...shared, height: 9, width: 9, stride: 2 }),
  ],
  [
    ['outer_neon64', 'outer_neon32'],
    benchLayer({ ...shared, height: 13, width: 11, kernel: [1, 1] }),
    benchLayer({ ...shared, height: 9, width: 10, dilation: 2, residual: true }),
  ],
  [
    ['dot_neon64', 'dot_neon32'],
    benchLayer({ ...shared, height: 9, width: 12 }),
    benchLayer({ ...shared, height: 8, width: 8, outputs: 5, outputBits: undefined }),
    benchLayer({ ...shared, height: 6, width: 4, weightBits: 1, inputBits: 1, outputBits: 1 }),
  ],
  [['dot_dotprod'], benchLayer({ ...shared, height: 13, width: 11, residual: true })],
  [
    ['conv2d_portable'],
    benchLayer({ ...shared, height: 7, width: 5, residual: true }),
    benchLayer({ ...shared, height: 3, width: 5, outputs: 3, outputBits: undefined }),
  ],
  [['depthwise_portable'], benchLayer({ ...shared, op: 'depthwise', height: 9, width: 6 })],
];

/** Machines, the kernels that are tried on each, and whether random graphs are, too. */
const machines: readonly (readonly [TestMachineName, kernels: RegExp, graphs: boolean])[] = [
  ['host', /_portable$/, true],
  ['cortex-a53', /_(neon64|portable)$/, true],
  ['cortex-a76', /_dotprod$/, false],
  ['cortex-a7', /_neon32$/, false],
];

for (const [machine, kernels, graphs] of machines) {
  test.serial(`2, 3 and 4 threads give the reference’s outputs on ${machine}`, async (t) => {
    t.timeout(120_000);
    const runs = [2, 3, 4].flatMap((threads) => [
      ...layerRuns(machine, kernels, threads),
      ...(graphs ? graphRuns(threads) : []),
    ]);
    const outputs = await runOnCore(machine, runs);
    t.true(runs.length > 0);
    runs.forEach(({ model, inputs }, index) =>
      inputs.forEach((codes, sample) => {
        const expected = runModel(model, codes).get(model.output);
        t.deepEqual(outputs[index][sample], expected, `${model.name}, input ${sample}`);
      }),
    );
  });
}

/** The sanitizer cannot start where a system scatters addresses too widely, and says so. */
const CANNOT_START = /unexpected memory mapping/;

test.serial('Threads race for no byte, as far as a sanitizer sees.', async (t) => {
  t.timeout(120_000);
  const runs = [...layerRuns('host', /_portable$/, 3), ...graphRuns(3)];
  try {
    await runOnCore('host', runs, ['-O1', '-g', '-fsanitize=thread']);
  } catch (error) {
    if (!CANNOT_START.test((error as Error).message)) throw error;
    t.log('skipped: this system’s addresses leave no room for the sanitizer');
  }
  t.pass();
});

test('Rows that do not begin on bytes are left to one thread.', (t) => {
  const model = benchLayer({ ...shared, height: 5, width: 3, outputs: 3 });
  const { kernels, sources } = generateModelFiles({ model, threads: 2, ...testMachines.host });
  t.is(kernels[0].chosen, 'conv2d_portable');
  t.false(sources.some((source) => source.endsWith('_part.c')));
});

test('One thread is what a model has that does not ask for more.', (t) => {
  const model = benchLayer({ ...shared, height: 7, width: 5 });
  const files = (threads?: number) =>
    generateModelFiles({ model, threads, ...testMachines.host }).files;
  t.deepEqual(files(1), files());
  t.false(files().some(({ contents }) => contents.includes('pthread')));
  t.true(files(2).some(({ contents }) => contents.includes('pthread_create')));
});

/** Layers by the kernels that are asked for, each computed in parts. */
function layerRuns(machine: TestMachineName, kernels: RegExp, threads: number): CoreRun[] {
  return layers.flatMap(([names, ...models]) =>
    names
      .filter((name) => kernels.test(name))
      .flatMap((name) =>
        models.map((model, index) => {
          const named = { ...model, name: `${name}-${index}-${threads}` };
          return sharedRun({ model: named, policy: { prefer: name }, threads }, machine);
        }),
      ),
  );
}

function sharedRun(run: Omit<CoreRun, 'inputs'>, machine: TestMachineName): CoreRun {
  const { kernels, sources } = generateModelFiles({ ...run, ...testMachines[machine] });
  const { chosen } = kernels[0];
  if (chosen !== run.policy?.prefer || !sources.some((source) => source.endsWith('_part.c'))) {
    throw new Error(`${run.model.name} runs ${chosen}, ${sources.join()}`);
  }
  return { ...run, inputs: inputsOf(run.model) };
}

function graphRuns(threads: number): CoreRun[] {
  return [0, 1, 2].map((seed) => {
    const model = { ...randomModel(seed), name: `random-${seed}-${threads}` };
    return { model, threads, inputs: inputsOf(model) };
  });
}

function inputsOf(model: Model): Uint8Array[] {
  return [0, 1].map((seed) => randomInput(seed, model));
}
