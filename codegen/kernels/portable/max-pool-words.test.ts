import test from 'ava';
import type { BenchLayerOptions } from '../../networks/bench-layer.js';
import { expectKernel, layerModels, randomModelsOf } from '../../testing/kernel-agreement.js';

const kernel = 'maxpool_words_portable';

const rows: readonly Omit<BenchLayerOptions, 'op'>[] = [
  { height: 16, width: 16, inputs: 64, inputBits: 2, stride: 2 },
  { height: 9, width: 12, inputs: 4, inputBits: 8, kernel: [2, 2] },
  { height: 9, width: 7, inputs: 8, inputBits: 1, stride: 1 },
  { height: 9, width: 7, inputs: 6, inputBits: 4, stride: 2 },
  { height: 6, width: 5, inputs: 4, inputBits: 2, kernel: [2, 2] },
];

for (const core of ['host', 'cortex-m4', 'cortex-m0plus', 'cortex-a53'] as const) {
  test(`greatest codes of words equal the reference for ${rows.length} pools on ${core}`, async (t) => {
    t.timeout(120_000);
    await expectKernel(t, { kernel, core, models: layerModels('maxPool', rows) });
  });
}

test('greatest codes of words equal the reference in random graphs', async (t) => {
  t.timeout(120_000);
  const models = randomModelsOf(kernel, 'cortex-m4', 60, {
    ops: ['maxPool', 'add'],
    activationBits: [1, 2, 4, 8],
    channels: 16,
    nodes: [1, 2],
  });
  await expectKernel(t, { kernel, core: 'cortex-m4', models });
});
