import test from 'ava';
import {
  expectKernel,
  layerModels,
  randomModelsOf,
  type LayerRow,
} from '../../testing/kernel-agreement.js';

const rows: readonly LayerRow[] = [
  { height: 14, width: 14, inputs: 64, outputs: 16 },
  { height: 9, width: 7, inputs: 16, outputs: 8 },
  { height: 5, width: 30, inputs: 3, outputs: 8 },
  { height: 1, width: 1, inputs: 64, outputs: 8, kernel: [1, 1] },
  { height: 4, width: 5, inputs: 1, outputs: 8 },
  { height: 8, width: 8, inputs: 16, residual: true },
  { height: 8, width: 8, inputs: 8, residual: true, inputBits: 4, outputBits: 4 },
  { height: 7, width: 5, inputs: 8, residual: true, inputBits: 8, outputBits: 8 },
  { height: 6, width: 11, inputs: 8, kernel: [1, 3] },
  { height: 11, width: 6, inputs: 5, outputs: 16, kernel: [3, 1] },
  { height: 9, width: 9, inputs: 16, weightBits: 1, inputBits: 1, outputBits: 1 },
  { height: 9, width: 12, inputs: 8, weightBits: 3, inputBits: 3, outputBits: 8 },
  { height: 9, width: 12, inputs: 8, weightBits: 6, inputBits: 5, outputBits: 4 },
  {
    height: 23,
    width: 21,
    inputs: 3,
    outputs: 16,
    kernel: [7, 7],
    stride: 2,
    weightBits: 8,
    inputBits: 8,
  },
  { height: 15, width: 17, inputs: 8, kernel: [5, 5], stride: 2 },
  { height: 9, width: 10, inputs: 8, dilation: 2 },
  { height: 9, width: 11, inputs: 12, outputs: 8, kernel: [2, 2], outputBits: 1 },
  { height: 12, width: 10, inputs: 24, kernel: [1, 1], stride: 2, outputs: 8 },
];

test(`dot_dotprod equals the reference for ${rows.length} shapes`, async (t) => {
  t.timeout(120_000);
  const models = layerModels('conv2d', rows);
  await expectKernel(t, { kernel: 'dot_dotprod', core: 'cortex-a76', models });
});

test('dot_dotprod equals the reference in random graphs', async (t) => {
  t.timeout(240_000);
  const models = randomModelsOf('dot_dotprod', 'cortex-a76', 12, {
    ops: ['conv2d'],
    channels: 8,
    side: 12,
    groupOutputs: 8,
  });
  await expectKernel(t, { kernel: 'dot_dotprod', core: 'cortex-a76', models });
});
