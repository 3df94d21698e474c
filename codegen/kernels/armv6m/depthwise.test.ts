import test from 'ava';
import { expectAgreement, type LayerRow } from '../../testing/kernel-agreement.js';
import { chosenKernels, seededModels } from './chosen-kernels.js';

const rows: readonly LayerRow[] = [
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

const laneRows: readonly LayerRow[] = [
  { height: 9, width: 17, inputs: 12, inputBits: 4, weightBits: 4, outputBits: 4 },
  { height: 9, width: 17, inputs: 5, inputBits: 8, weightBits: 4, outputBits: 8, stride: 2 },
  { height: 7, width: 6, inputs: 5, inputBits: 8, weightBits: 8, outputBits: 8 },
  { height: 7, width: 6, inputs: 6, inputBits: 8, weightBits: 8, outputBits: 2 },
  { height: 7, width: 11, inputs: 6, inputBits: 3, weightBits: 5, dilation: 2 },
  { height: 6, width: 8, inputs: 8, inputBits: 4, weightBits: 4, outputBits: 4, residual: true },
  { height: 9, width: 12, inputs: 4, inputBits: 3, kernel: [5, 5] },
  { height: 9, width: 12, inputs: 4, stride: 3 },
];

const groups = [
  { kernel: 'depthwise_polynomial_armv6m', rows },
  { kernel: 'depthwise_lanes_armv6m', rows: laneRows },
];

for (const { kernel, rows: own } of groups) {
  test(`${kernel} equals the reference for ${own.length} shapes`, async (t) => {
    t.timeout(300_000);
    const models = seededModels('depthwise', own);
    models.forEach((model, row) => t.deepEqual(chosenKernels(model), [kernel], `row ${row}`));
    await expectAgreement(t, { core: 'cortex-m0plus', models });
  });
}
