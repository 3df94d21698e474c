import test from 'ava';
import { chosenKernels, expectAgreement, layerModels, type Row } from './core-agreement.js';

const rows: readonly Row[] = [
  { height: 25, width: 5, inputs: 64 },
  { height: 9, width: 17, inputs: 12 },
  { height: 9, width: 17, inputs: 12, stride: 2 },
  { height: 8, width: 8, inputs: 9, stride: 2 },
  { height: 7, width: 6, inputs: 5 },
  { height: 6, width: 8, inputs: 8, residual: true },
  { height: 6, width: 8, inputs: 8, outputBits: 8 },
  { height: 6, width: 9, inputs: 4, kernel: [1, 3] },
  { height: 6, width: 9, inputs: 4, kernel: [3, 1] },
  { height: 6, width: 9, inputs: 4, kernel: [2, 4] },
  { height: 9, width: 9, inputs: 8, weightBits: 1, inputBits: 1, outputBits: 1 },
  { height: 9, width: 9, inputs: 8, weightBits: 1, kernel: [5, 5], inputBits: 1 },
  { height: 1, width: 1, inputs: 3 },
];

test(`depthwise convolution equals the reference for ${rows.length} shapes`, async (t) => {
  t.timeout(300_000);
  const models = layerModels('depthwise', rows);
  models.forEach((model, row) =>
    t.deepEqual(chosenKernels(model), ['depthwise_polynomial_armv6m'], `row ${row}`),
  );
  await expectAgreement(t, models);
});
