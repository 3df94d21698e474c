import test from 'ava';
import { byteConvolutions, byteDenseLayers } from '../../testing/byte-layers.js';
import { expectKernel, layerModels, randomModelsOf } from '../../testing/kernel-agreement.js';
import { dotStretch } from './dot-bounds.js';

test(`dot products of bytes equal the reference for ${byteConvolutions.length} shapes`, async (t) => {
  t.timeout(240_000);
  const models = layerModels('conv2d', byteConvolutions);
  await expectKernel(t, { kernel: 'dot_neon64', core: 'cortex-a53', models });
});

test(`dense layers equal the reference for ${byteDenseLayers.length} shapes`, async (t) => {
  t.timeout(240_000);
  const models = layerModels('dense', byteDenseLayers);
  await expectKernel(t, { kernel: 'dense_neon64', core: 'cortex-a53', models });
});

test('dot products equal the reference in random graphs', async (t) => {
  t.timeout(240_000);
  for (const kernel of ['dot_neon64', 'dense_neon64']) {
    const models = randomModelsOf(kernel, 'cortex-a53', 12, {});
    await expectKernel(t, { kernel, core: 'cortex-a53', models });
  }
});

test('a stretch ends before products could leave 16 bits', (t) => {
  const row = (tap: number) => [new Int16Array(128).fill(tap)];
  t.is(dotStretch({ rows: row(127), greatestInput: 128 }, 8), 1, '2 · 127 · 128 = 32 512');
  t.is(dotStretch({ rows: row(-128), greatestInput: 128 }, 8), 0, '2 · 128 · 128 = 32 768');
  t.is(dotStretch({ rows: row(31), greatestInput: 128 }, 8), 4, '8 · 31 · 128 = 31 744');
  t.is(dotStretch({ rows: row(8), greatestInput: 8 }, 8), 8);
});
