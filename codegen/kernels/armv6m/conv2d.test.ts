import test from 'ava';
import { expectAgreement, type LayerRow } from '../../testing/kernel-agreement.js';
import { chosenKernels, seededModels, specialisedModels } from './chosen-kernels.js';

const polynomialRows: readonly LayerRow[] = [
  { height: 9, width: 17, inputs: 16, outputs: 5 },
  { height: 32, width: 32, inputs: 16, outputs: 4 },
  { height: 4, width: 8, inputs: 64, outputs: 6 },
  { height: 5, width: 8, inputs: 8, outputs: 8, residual: true },
  { height: 5, width: 9, inputs: 5, outputs: 9 },
  { height: 6, width: 11, inputs: 8, outputs: 4, kernel: [1, 3] },
  { height: 9, width: 12, inputs: 4, outputs: 4, kernel: [5, 5] },
  { height: 9, width: 12, inputs: 4, outputs: 3, kernel: [7, 7] },
  { height: 9, width: 12, inputs: 7, outputs: 3, kernel: [2, 2] },
  { height: 9, width: 15, inputs: 12, outputs: 4, inputBits: 1 },
  { height: 9, width: 9, inputs: 8, weightBits: 1, outputBits: 8 },
  { height: 9, width: 9, inputs: 16, inputBits: 1, outputBits: 4 },
];

const dotRows: readonly LayerRow[] = [
  { height: 6, width: 6, inputs: 16, outputs: 12, stride: 2 },
  { height: 15, width: 9, inputs: 12, outputs: 6, stride: 2 },
  { height: 8, width: 8, inputs: 64, outputs: 5, stride: 2 },
  { height: 5, width: 5, inputs: 16, outputs: 8, outputBits: 8, kernel: [1, 1] },
  { height: 25, width: 5, inputs: 64, outputs: 8, kernel: [1, 1] },
  { height: 1, width: 1, inputs: 64, outputs: 8, kernel: [1, 1] },
  { height: 9, width: 9, inputs: 8, weightBits: 1, inputBits: 1, outputBits: 1 },
  { height: 6, width: 11, inputs: 8, outputs: 4, kernel: [3, 1] },
  { height: 9, width: 9, inputs: 8, outputs: 4, dilation: 2 },
  { height: 7, width: 7, inputs: 3, outputs: 6, inputBits: 8, weightBits: 8 },
  { height: 7, width: 7, inputs: 16, outputs: 6, inputBits: 4, weightBits: 4, outputBits: 4 },
  { height: 7, width: 7, inputs: 16, outputs: 16, inputBits: 8, residual: true },
];

const groups = [
  { kernel: 'conv2d_polynomial_armv6m', rows: polynomialRows },
  { kernel: 'conv2d_dot_armv6m', rows: dotRows },
];

for (const { kernel, rows } of groups) {
  test(`${kernel} and its like equal the reference for ${rows.length} shapes`, async (t) => {
    t.timeout(300_000);
    const models = seededModels('conv2d', rows);
    const chosen = models.flatMap((model) => chosenKernels(model));
    t.true(chosen.every((name) => name.endsWith('_armv6m')));
    t.true(chosen.filter((name) => name === kernel).length >= 8);
    await expectAgreement(t, { core: 'cortex-m0plus', models });
  });
}

const narrow = {
  ops: ['conv2d'],
  weightBits: [1, 2],
  activationBits: [1, 2],
  nodes: [1, 2],
  side: 12,
  channels: 12,
  groupOutputs: 8,
} as const;

test('random convolutions of one and two bits equal the reference', async (t) => {
  t.timeout(300_000);
  await expectAgreement(t, { core: 'cortex-m0plus', models: specialisedModels(40, narrow) });
});

test('random convolutions of any width equal the reference', async (t) => {
  t.timeout(300_000);
  const wide = { ...narrow, weightBits: [1, 3, 4, 6, 8], activationBits: [2, 3, 4, 7, 8] };
  await expectAgreement(t, { core: 'cortex-m0plus', models: specialisedModels(40, wide) });
});
