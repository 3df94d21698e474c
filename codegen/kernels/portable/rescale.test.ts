import test from 'ava';
import { expectKernel, randomModelsOf } from '../../testing/kernel-agreement.js';

const kernel = 'rescale_portable';

for (const core of ['host', 'cortex-m0plus', 'cortex-m4', 'cortex-a53'] as const) {
  test(`codes of a table equal the reference in random graphs on ${core}`, async (t) => {
    t.timeout(120_000);
    const models = randomModelsOf(kernel, core, 20, {
      ops: ['add'],
      activationBits: [1, 2, 4, 8],
      channels: 8,
      nodes: [1, 2],
    });
    await expectKernel(t, { kernel, core, models });
  });
}
