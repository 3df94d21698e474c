import test from 'ava';
import type { BenchLayerOptions } from '../../networks/bench-layer.js';
import { expectKernel, layerModels, randomModelsOf } from '../../testing/kernel-agreement.js';

type Row = Omit<BenchLayerOptions, 'op'>;

const narrow = { inputBits: 2, weightBits: 2, outputBits: 2 } as const;

const rows: readonly Row[] = [
  { height: 25, width: 5, inputs: 64, ...narrow },
  { height: 24, width: 24, inputs: 16, stride: 2, ...narrow },
  { height: 1, width: 1, inputs: 4, ...narrow },
  { height: 9, width: 7, inputs: 20, ...narrow },
  { height: 5, width: 6, inputs: 8, residual: true, ...narrow },
  { height: 9, width: 8, inputs: 12, dilation: 2, ...narrow },
  { height: 9, width: 8, inputs: 4, kernel: [5, 5], ...narrow },
  { height: 9, width: 8, inputs: 4, kernel: [1, 3], ...narrow, outputBits: 8 },
  { height: 9, width: 8, inputs: 8, kernel: [3, 1], ...narrow, outputBits: 1 },
  { height: 9, width: 8, inputs: 8, kernel: [7, 2], stride: 2, ...narrow },
  { height: 7, width: 7, inputs: 32, inputBits: 4, weightBits: 4, outputBits: 4 },
  { height: 7, width: 9, inputs: 6, inputBits: 8, weightBits: 7, outputBits: 8 },
  { height: 7, width: 5, inputs: 9, inputBits: 8, weightBits: 3, outputBits: 8, residual: true },
  { height: 7, width: 5, inputs: 8, inputBits: 1, weightBits: 1, outputBits: 1 },
  { height: 7, width: 5, inputs: 8, inputBits: 3, weightBits: 5, outputBits: 2 },
];

test(`channels in lanes equal the reference for ${rows.length} shapes on cortex-m55`, async (t) => {
  t.timeout(120_000);
  const models = layerModels('depthwise', rows);
  await expectKernel(t, { kernel: 'depthwise_mve', core: 'cortex-m55', models });
});

test('channels in lanes equal the reference in random graphs', async (t) => {
  t.timeout(240_000);
  const constraints = { ops: ['conv2d', 'maxPool'], groupOutputs: 1, nodes: [1, 4] } as const;
  const models = randomModelsOf('depthwise_mve', 'cortex-m55', 25, constraints);
  await expectKernel(t, { kernel: 'depthwise_mve', core: 'cortex-m55', models });
});
