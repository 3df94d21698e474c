import test, { type ExecutionContext } from 'ava';
import { benchLayer, type BenchLayerOptions } from '../../networks/bench-layer.js';
import { findTensor, type CodeTensor, type Model } from '../../model/graph.js';
import { generateModelFiles } from '../../project/generate-model-files.js';
import { runModel } from '../../reference/run-model.js';
import { randomInput, randomModel } from '../../testing/random-model.js';
import { runOnCore } from '../../testing/run-on-core.js';
import { testMachines, type TestMachineName } from '../../testing/test-machines.js';
import { polynomialSchedule } from './polynomial-steps.js';

type Row = Omit<BenchLayerOptions, 'op' | 'inputBits'> & { readonly inputBits?: number };

const rows: readonly Row[] = [
  { height: 32, width: 32, inputs: 16 },
  { height: 9, width: 7, inputs: 16, outputs: 8 },
  { height: 5, width: 13, inputs: 5, outputs: 4 },
  { height: 1, width: 1, inputs: 4 },
  { height: 3, width: 2, inputs: 1, outputs: 4 },
  { height: 8, width: 8, inputs: 64 },
  { height: 8, width: 8, inputs: 16, residual: true },
  { height: 8, width: 8, inputs: 8, stride: 2 },
  { height: 15, width: 9, inputs: 12, outputs: 16, stride: 2 },
  { height: 16, width: 17, inputs: 8, kernel: [5, 5], stride: 2 },
  { height: 6, width: 11, inputs: 8, kernel: [1, 3] },
  { height: 6, width: 11, inputs: 8, kernel: [3, 1] },
  { height: 6, width: 11, inputs: 8, kernel: [1, 1] },
  { height: 7, width: 10, inputs: 8, kernel: [7, 2] },
  { height: 9, width: 9, inputs: 8, weightBits: 1, inputBits: 1, outputBits: 1 },
  { height: 9, width: 9, inputs: 8, weightBits: 1, inputBits: 2, outputBits: 8 },
  { height: 9, width: 9, inputs: 8, weightBits: 2, inputBits: 1, outputBits: 4 },
  { height: 9, width: 9, inputs: 6, outputs: 8, weightBits: 2, inputBits: 3 },
  { height: 9, width: 9, inputs: 8, weightBits: 4, inputBits: 1 },
];

for (const core of ['cortex-m4', 'cortex-m7', 'cortex-m33'] as const) {
  test(`products of polynomials equal the reference for ${rows.length} shapes on ${core}`, async (t) => {
    t.timeout(120_000);
    const models = rows.map((row, index) => ({
      ...benchLayer({ op: 'conv2d', inputBits: 2, outputBits: 2, ...row }),
      name: `row-${index}`,
    }));
    for (const [index, model] of models.entries()) {
      t.is(polynomialNodes(model, core).length, 1, `row ${index}`);
    }
    await expectAgreement(t, core, models);
  });
}

test('products of polynomials equal the reference in random graphs', async (t) => {
  t.timeout(240_000);
  const constraints = {
    ops: ['conv2d', 'maxPool'],
    weightBits: [1, 2],
    activationBits: [1, 2],
    channels: 8,
    side: 12,
    groupOutputs: 8,
  } as const;
  const models: Model[] = [];
  for (let seed = 0; models.length < 60; seed++) {
    const model = randomModel(seed, constraints);
    if (polynomialNodes(model, 'cortex-m4').length > 0) models.push(model);
  }
  await expectAgreement(t, 'cortex-m4', models);
});

test('a stretch ends before the field of the greatest activations could leave its byte', (t) => {
  const step = [3, 3, 3];
  const weights = {
    middle: 1,
    complementable: false,
    complemented: [false],
    steps: 32,
    taps: Array.from({ length: 32 }, () => step),
  };
  const schedule = polynomialSchedule(weights, 3);
  t.like(
    schedule,
    { unrolled: 8, repeats: 1, flushes: 4, bias: 0 },
    '8 steps gain 144, 16 gain 288',
  );
  const mixed = [0, 3, 1];
  t.like(
    polynomialSchedule({ ...weights, taps: Array.from({ length: 32 }, () => mixed) }, 3),
    { unrolled: 16, repeats: 1, flushes: 2, bias: 48 },
    '16 steps gain 96 and lose 48, 32 gain 192 and lose 96',
  );
  t.is(
    polynomialSchedule({ ...weights, taps: Array.from({ length: 32 }, () => [255, 255, 255]) }, 3),
    undefined,
  );
});

function polynomialNodes(model: Model, core: TestMachineName) {
  const { kernels } = generateModelFiles({ model, ...testMachines[core] });
  return kernels.filter(({ chosen }) => chosen === 'polynomial_dsp');
}

/** Random codes, and the greatest everywhere, so that any overflow shows. */
async function expectAgreement(
  t: ExecutionContext,
  core: TestMachineName,
  models: readonly Model[],
): Promise<void> {
  const runs = models.map((model, index) => {
    const codes = randomInput(index, model);
    const { bits } = findTensor(model, model.input.tensor) as CodeTensor;
    return { model, inputs: [codes, codes.map(() => 2 ** bits - 1)] };
  });
  const outputs = await runOnCore(core, runs);
  runs.forEach(({ model, inputs }, index) =>
    inputs.forEach((codes, sample) => {
      const expected = runModel(model, codes).get(model.output)!;
      const different = expected.findIndex((value, at) => value !== outputs[index][sample][at]);
      t.is(different, -1, `${model.name}, input ${sample}`);
    }),
  );
}
