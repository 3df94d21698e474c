import test, { type ExecutionContext } from 'ava';
import type { Model } from '../../model/graph.js';
import { benchLayer, type BenchLayerOptions } from '../../networks/bench-layer.js';
import { generateModelFiles } from '../../project/generate-model-files.js';
import { runModel } from '../../reference/run-model.js';
import { randomInput, randomModel, type ModelConstraints } from '../../testing/random-model.js';
import { runOnCore } from '../../testing/run-on-core.js';

const target = { features: ['thumb1'], core: 'cortex-m0plus' };

async function expectAgreement(t: ExecutionContext, models: readonly Model[]): Promise<void> {
  const runs = models.map((model, index) => {
    const random = randomInput(index, model);
    const greatest = Uint8Array.from(random, () => Math.max(...random));
    return { model, inputs: [random, greatest] };
  });
  const outputs = await runOnCore('cortex-m0plus', runs);
  runs.forEach(({ model, inputs }, index) =>
    inputs.forEach((codes, sample) => {
      const expected = runModel(model, codes).get(model.output)!;
      t.deepEqual(outputs[index][sample], expected, `${model.name}, input ${sample}`);
    }),
  );
}

function kernelsOf(model: Model): string[] {
  return generateModelFiles({ model, ...target }).kernels.map(({ chosen }) => chosen);
}

const narrow: Partial<ModelConstraints> = {
  ops: ['conv2d'],
  weightBits: [1, 2],
  activationBits: [1, 2],
  nodes: [1, 2],
  side: 12,
  channels: 12,
};

const layers: readonly Omit<BenchLayerOptions, 'op'>[] = [
  { height: 9, width: 17, inputs: 16, outputs: 5, inputBits: 2, outputBits: 2 },
  { height: 5, width: 8, inputs: 8, outputs: 8, inputBits: 2, outputBits: 2, residual: true },
  { height: 6, width: 6, inputs: 16, outputs: 12, inputBits: 2, outputBits: 2, stride: 2 },
  { height: 5, width: 5, inputs: 16, outputs: 8, inputBits: 2, outputBits: 8, kernel: [1, 1] },
  { height: 7, width: 7, inputs: 3, outputs: 6, inputBits: 8, weightBits: 8, outputBits: 2 },
  { height: 2, width: 3, inputs: 4, outputs: 9, inputBits: 1, weightBits: 1, outputBits: 1 },
];

test('layers of every kind equal the reference on the core', async (t) => {
  t.timeout(300_000);
  const models = layers.map((layer, index) => ({
    ...benchLayer({ op: 'conv2d', ...layer, seed: index }),
    name: `layer_${index}`,
  }));
  models.forEach((model) => t.regex(kernelsOf(model)[0], /_armv6m$/));
  await expectAgreement(t, models);
});

test('random convolutions of one and two bits equal the reference on the core', async (t) => {
  t.timeout(300_000);
  const models = Array.from({ length: 40 }, (_, seed) => randomModel(seed, narrow));
  await expectAgreement(t, models);
});

test('random convolutions of any width equal the reference on the core', async (t) => {
  t.timeout(300_000);
  const wide = { ...narrow, weightBits: [1, 3, 4, 6, 8], activationBits: [2, 3, 4, 7, 8] };
  const models = Array.from({ length: 40 }, (_, seed) => randomModel(100 + seed, wide));
  await expectAgreement(t, models);
});
