import test from 'ava';
import { expectAgreement } from '../../testing/kernel-agreement.js';
import { chosenKernels, seededModels } from './chosen-kernels.js';

const rows = [
  { height: 9, width: 17, inputs: 16, outputs: 5 },
  { height: 6, width: 6, inputs: 16, outputs: 12, stride: 2 },
  { height: 5, width: 8, inputs: 8, outputs: 8, residual: true },
  { height: 7, width: 7, inputs: 3, outputs: 6, inputBits: 8, weightBits: 8, outputBits: 8 },
];

test('kernels for ARMv6-M run on a Cortex-M3 and equal the reference there', async (t) => {
  t.timeout(300_000);
  const models = (['conv2d', 'depthwise', 'dense'] as const).flatMap((op) =>
    seededModels(
      op,
      rows.map((row) => (op === 'conv2d' ? row : { ...row, outputs: row.inputs, residual: false })),
    ).map((model) => ({ ...model, name: `${op}_${model.name}` })),
  );
  for (const model of models) {
    const [chosen] = chosenKernels(model, 'cortex-m3');
    t.regex(chosen, /_armv6m$/, model.name);
  }
  await expectAgreement(t, { core: 'cortex-m3', models });
});
