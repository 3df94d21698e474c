import test from 'ava';
import {
  expectKernel,
  layerModels,
  randomModelsOf,
  type LayerRow,
} from '../../testing/kernel-agreement.js';
import { polynomialSchedule } from '../polynomial/steps.js';

const rows: readonly LayerRow[] = [
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
    await expectKernel(t, { kernel: 'polynomial_dsp', core, models: layerModels('conv2d', rows) });
  });
}

test('products of polynomials equal the reference in random graphs', async (t) => {
  t.timeout(240_000);
  const models = randomModelsOf('polynomial_dsp', 'cortex-m4', 60, {
    ops: ['conv2d', 'maxPool'],
    weightBits: [1, 2],
    activationBits: [1, 2],
    channels: 8,
    side: 12,
    groupOutputs: 8,
  });
  await expectKernel(t, { kernel: 'polynomial_dsp', core: 'cortex-m4', models });
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
