import test from 'ava';
import { expectKernel, layerModels, randomModelsOf } from '../../testing/kernel-agreement.js';
import { outerLayers, polynomialLayers } from '../../testing/narrow-layers.js';

const rows = { polynomial_neon64: polynomialLayers, outer_neon64: outerLayers };

for (const [kernel, shapes] of Object.entries(rows)) {
  test(`${kernel} equals the reference for ${shapes.length} shapes`, async (t) => {
    t.timeout(120_000);
    const models = layerModels('conv2d', shapes);
    await expectKernel(t, { kernel, core: 'cortex-a53', models });
  });

  test(`${kernel} equals the reference in random graphs`, async (t) => {
    t.timeout(240_000);
    const models = randomModelsOf(kernel, 'cortex-a53', 10, {
      ops: ['conv2d'],
      weightBits: [1, 2],
      activationBits: [1, 2],
      channels: 8,
      side: 12,
      groupOutputs: 8,
    });
    await expectKernel(t, { kernel, core: 'cortex-a53', models });
  });
}
