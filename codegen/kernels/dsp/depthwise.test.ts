import test from 'ava';
import {
  expectKernel,
  layerModels,
  randomModelsOf,
  type LayerRow,
} from '../../testing/kernel-agreement.js';
import { fieldBiases, uniformBiases } from './depthwise-fields.js';

const rows: readonly LayerRow[] = [
  { height: 25, width: 5, inputs: 64 },
  { height: 5, width: 25, inputs: 8 },
  { height: 48, width: 48, inputs: 8 },
  { height: 12, width: 12, inputs: 16, stride: 2 },
  { height: 13, width: 7, inputs: 8, stride: 2 },
  { height: 1, width: 1, inputs: 4 },
  { height: 2, width: 3, inputs: 4 },
  { height: 9, width: 8, inputs: 8, kernel: [1, 3] },
  { height: 9, width: 8, inputs: 8, kernel: [3, 1] },
  { height: 9, width: 8, inputs: 8, kernel: [2, 2] },
  { height: 9, width: 9, inputs: 8, dilation: 2, kernel: [3, 2] },
  { height: 9, width: 9, inputs: 8, weightBits: 1, inputBits: 1, outputBits: 1, kernel: [5, 3] },
  { height: 9, width: 9, inputs: 8, weightBits: 1, inputBits: 2, outputBits: 4 },
  { height: 9, width: 9, inputs: 8, weightBits: 2, inputBits: 2, outputBits: 8 },
  { height: 9, width: 9, inputs: 8, weightBits: 4, inputBits: 1, outputBits: 2 },
];

for (const core of ['cortex-m4', 'cortex-m33', 'arm1176'] as const) {
  test(`depthwise products equal the reference for ${rows.length} shapes on ${core}`, async (t) => {
    t.timeout(120_000);
    const models = layerModels('depthwise', rows);
    await expectKernel(t, { kernel: 'depthwise_dsp', core, models });
  });
}

test('depthwise products equal the reference in random graphs', async (t) => {
  t.timeout(240_000);
  const models = randomModelsOf('depthwise_dsp', 'cortex-m4', 40, {
    ops: ['conv2d'],
    weightBits: [1, 2],
    activationBits: [1, 2],
    channels: 8,
    side: 12,
    groupOutputs: 1,
  });
  await expectKernel(t, { kernel: 'depthwise_dsp', core: 'cortex-m4', models });
});

test('sums that need more than a byte have no biases', (t) => {
  const window = [
    [3, 3, 3],
    [3, 3, 3],
    [3, 3, 3],
  ] as const;
  t.deepEqual(fieldBiases([window], 3), { fields: [0, 0, 0, 0, 0, 0], total: 0 });
  t.is(fieldBiases([[...window, ...window, ...window, [1, 1, 3]]], 3), undefined, '243 + 15');
  const negative = window.map(() => [-3, 0, 0] as const);
  t.deepEqual(fieldBiases([negative], 3), { fields: [27, 27, 27, 27, 0, 0], total: 27 });
});

test('sums with one bias for all fields stay below a byte, as do thresholds above them', (t) => {
  const fields = (bias: number): number[] => Array.from({ length: 6 }, () => bias);
  t.deepEqual(uniformBiases([[[-3, 1, -2]]], 3), { fields: fields(8), total: 16 }, '15 below');
  t.deepEqual(uniformBiases([[[30, 30, 24]]], 3), { fields: fields(0), total: 0 }, '252 above');
  t.is(uniformBiases([[[30, 30, 25]]], 3), undefined, 'a threshold of 256');
});
