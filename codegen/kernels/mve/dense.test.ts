import test from 'ava';
import { expectKernel, layerModels, randomModelsOf } from '../../testing/kernel-agreement.js';

const rows = [
  { inputs: 128, outputs: 128 },
  { inputs: 640, outputs: 128, inputBits: 8, weightBits: 8 },
  { inputs: 64, outputs: 10, inputBits: 8, weightBits: 8, integers: true },
  { inputs: 33, outputs: 7, inputBits: 2, weightBits: 2, integers: true },
  { inputs: 1, outputs: 4 },
  { inputs: 8, outputs: 36 },
  { inputs: 17, outputs: 24, inputBits: 1, weightBits: 1, outputBits: 1 },
  { inputs: 100, outputs: 9, inputBits: 3, weightBits: 3, outputBits: 8 },
  { inputs: 48, outputs: 6, inputBits: 4, weightBits: 4, outputBits: 4 },
  { inputs: 31, outputs: 20, inputBits: 5, weightBits: 6, outputBits: 2 },
  { inputs: 50, outputs: 44, inputBits: 8, weightBits: 1, outputBits: 2 },
  { inputs: 16, outputs: 3, inputBits: 7, weightBits: 5, outputBits: 8 },
].map(({ integers, ...row }) => ({
  ...{ height: 1, width: 1 },
  ...row,
  ...(integers ? { outputBits: undefined } : {}),
}));

test(`dense layers equal the reference for ${rows.length} shapes on cortex-m55`, async (t) => {
  t.timeout(120_000);
  const models = layerModels('dense', rows);
  await expectKernel(t, { kernel: 'dense_mve', core: 'cortex-m55', models });
});

test('dense layers equal the reference in random graphs', async (t) => {
  t.timeout(240_000);
  const constraints = { ops: ['dense', 'conv2d'], nodes: [1, 3] } as const;
  const models = randomModelsOf('dense_mve', 'cortex-m55', 30, constraints);
  await expectKernel(t, { kernel: 'dense_mve', core: 'cortex-m55', models });
});
