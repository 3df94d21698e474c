import test from 'ava';
import type { BenchLayerOptions } from '../../networks/bench-layer.js';
import { expectKernel, layerModels, randomModelsOf } from '../../testing/kernel-agreement.js';

type Row = Omit<BenchLayerOptions, 'op'>;

const first = { inputBits: 8, weightBits: 8, outputBits: 2 } as const;
const wide = { inputBits: 4, weightBits: 4, outputBits: 4 } as const;

const rows: readonly Row[] = [
  { height: 32, width: 32, inputs: 3, outputs: 16, ...first },
  { height: 25, width: 6, inputs: 1, outputs: 64, kernel: [10, 4], stride: 2, ...first },
  { height: 1, width: 1, inputs: 1, outputs: 4, ...first },
  { height: 2, width: 3, inputs: 2, outputs: 4, ...first },
  { height: 9, width: 13, inputs: 3, outputs: 2, ...first, outputBits: 8 },
  { height: 9, width: 6, inputs: 3, outputs: 8, ...first, kernel: [5, 5] },
  { height: 11, width: 8, inputs: 1, outputs: 8, ...first, kernel: [7, 7], outputBits: 1 },
  { height: 7, width: 8, inputs: 17, outputs: 8, ...first, kernel: [1, 3], outputBits: 4 },
  { height: 7, width: 8, inputs: 3, outputs: 8, ...first, kernel: [3, 1], outputBits: 4 },
  { height: 8, width: 9, inputs: 3, outputs: 8, ...first, dilation: 2 },
  { height: 8, width: 8, inputs: 16, outputs: 20, ...wide },
  { height: 8, width: 8, inputs: 32, outputs: 32, kernel: [1, 1], ...wide },
  { height: 7, width: 9, inputs: 24, outputs: 8, kernel: [1, 1], stride: 2, ...wide },
  { height: 8, width: 6, inputs: 12, residual: true, ...wide },
  { height: 5, width: 7, inputs: 8, residual: true, ...first, outputBits: 8 },
  { height: 8, width: 8, inputs: 5, outputs: 8, inputBits: 5, weightBits: 3, outputBits: 4 },
  { height: 5, width: 7, inputs: 6, outputs: 8, inputBits: 3, weightBits: 6, outputBits: 2 },
  { height: 5, width: 7, inputs: 8, outputs: 8, inputBits: 8, weightBits: 1, outputBits: 8 },
  { height: 5, width: 7, inputs: 4, outputs: 8, inputBits: 6, weightBits: 2, outputBits: 4 },
  { height: 4, width: 5, inputs: 64, outputs: 12, inputBits: 7, weightBits: 7, outputBits: 8 },
];

test(`dot products of bytes equal the reference for ${rows.length} shapes on cortex-m55`, async (t) => {
  t.timeout(120_000);
  const models = layerModels('conv2d', rows);
  await expectKernel(t, { kernel: 'dot_mve', core: 'cortex-m55', models });
});

test('dot products of bytes equal the reference in random graphs', async (t) => {
  t.timeout(240_000);
  const constraints = { ops: ['conv2d', 'maxPool'], groupOutputs: 8, nodes: [1, 3] } as const;
  const models = randomModelsOf('dot_mve', 'cortex-m55', 30, constraints);
  await expectKernel(t, { kernel: 'dot_mve', core: 'cortex-m55', models });
});
