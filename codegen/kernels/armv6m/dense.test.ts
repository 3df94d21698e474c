import test from 'ava';
import { expectAgreement } from '../../testing/kernel-agreement.js';
import { chosenKernels, seededModels, specialisedModels } from './chosen-kernels.js';

const rows = [
  { height: 1, width: 1, inputs: 128, outputs: 40 },
  { height: 8, width: 8, inputs: 9, outputs: 5 },
  { height: 1, width: 1, inputs: 67, outputs: 17, weightBits: 1, inputBits: 1 },
  { height: 1, width: 1, inputs: 300, outputs: 16, weightBits: 8, inputBits: 8, outputBits: 8 },
  { height: 1, width: 1, inputs: 99, outputs: 7, weightBits: 4, inputBits: 4, outputBits: 4 },
  { height: 1, width: 1, inputs: 130, outputs: 9, weightBits: 2, inputBits: 8 },
];

test(`dense layers equal the reference for ${rows.length} shapes`, async (t) => {
  t.timeout(300_000);
  const models = seededModels('dense', rows);
  models.forEach((model, row) =>
    t.deepEqual(chosenKernels(model), ['dense_dot_armv6m'], `row ${row}`),
  );
  await expectAgreement(t, { core: 'cortex-m0plus', models });
});

test('random dense layers of any width equal the reference', async (t) => {
  t.timeout(300_000);
  const models = specialisedModels(30, { ops: ['dense'], nodes: [1, 2], channels: 30 });
  await expectAgreement(t, { core: 'cortex-m0plus', models });
});
