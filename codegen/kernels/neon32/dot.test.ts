import test from 'ava';
import { byteConvolutions, byteDenseLayers } from '../../testing/byte-layers.js';
import { expectKernel, layerModels, randomModelsOf } from '../../testing/kernel-agreement.js';

test(`dot products of bytes equal the reference for ${byteConvolutions.length} shapes`, async (t) => {
  t.timeout(240_000);
  const models = layerModels('conv2d', byteConvolutions);
  await expectKernel(t, { kernel: 'dot_neon32', core: 'cortex-a7', models });
});

test(`dense layers equal the reference for ${byteDenseLayers.length} shapes`, async (t) => {
  t.timeout(240_000);
  const models = layerModels('dense', byteDenseLayers);
  await expectKernel(t, { kernel: 'dense_neon32', core: 'cortex-a7', models });
});

test('dot products equal the reference in random graphs', async (t) => {
  t.timeout(240_000);
  for (const kernel of ['dot_neon32', 'dense_neon32']) {
    const models = randomModelsOf(kernel, 'cortex-a7', 12, {});
    await expectKernel(t, { kernel, core: 'cortex-a7', models });
  }
});
