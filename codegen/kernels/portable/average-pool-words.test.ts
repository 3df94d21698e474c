import test from 'ava';
import type { BenchLayerOptions } from '../../networks/bench-layer.js';
import { expectKernel, layerModels, randomModelsOf } from '../../testing/kernel-agreement.js';

const kernel = 'averagepool_words_portable';

const rows: readonly Omit<BenchLayerOptions, 'op'>[] = [
  { height: 8, width: 8, inputs: 64, inputBits: 2 },
  { height: 25, width: 5, inputs: 64, inputBits: 2 },
  { height: 3, width: 3, inputs: 256, inputBits: 2, outputBits: 2 },
  { height: 20, width: 15, inputs: 8, inputBits: 2 },
  { height: 16, width: 16, inputs: 4, inputBits: 8 },
  { height: 30, width: 20, inputs: 16, inputBits: 1 },
  { height: 9, width: 4, inputs: 6, inputBits: 4 },
  { height: 1, width: 6, inputs: 4, inputBits: 2 },
];

for (const core of ['host', 'cortex-m4', 'cortex-m0plus', 'cortex-a53'] as const) {
  test(`sums of words equal the reference for ${rows.length} pools on ${core}`, async (t) => {
    t.timeout(120_000);
    await expectKernel(t, { kernel, core, models: layerModels('averagePool', rows) });
  });
}

test('sums of words equal the reference in random graphs', async (t) => {
  t.timeout(120_000);
  const models = randomModelsOf(kernel, 'cortex-m4', 60, {
    ops: ['averagePool'],
    activationBits: [1, 2, 4, 8],
    channels: 16,
    nodes: [1, 2],
  });
  await expectKernel(t, { kernel, core: 'cortex-m4', models });
});
