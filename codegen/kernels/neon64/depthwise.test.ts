import test from 'ava';
import type { BenchLayerOptions } from '../../networks/bench-layer.js';
import { expectKernel, layerModels, randomModelsOf } from '../../testing/kernel-agreement.js';

type Row = Omit<BenchLayerOptions, 'op'>;

const wide = (bits: number) => ({ weightBits: bits, inputBits: bits, outputBits: bits });

const rows: readonly Row[] = [
  { height: 25, width: 5, inputs: 64, ...wide(2) },
  { height: 14, width: 14, inputs: 16, ...wide(8) },
  { height: 13, width: 11, inputs: 16, stride: 2, ...wide(4) },
  { height: 9, width: 8, inputs: 8, residual: true, ...wide(8) },
  { height: 9, width: 8, inputs: 8, residual: true, ...wide(2) },
  { height: 9, width: 8, inputs: 12, ...wide(8) },
  { height: 9, width: 8, inputs: 13, ...wide(3) },
  { height: 9, width: 8, inputs: 3, ...wide(6) },
  { height: 9, width: 8, inputs: 4, residual: true, ...wide(4) },
  { height: 9, width: 8, inputs: 8, ...wide(1) },
  { height: 9, width: 8, inputs: 24, ...wide(5) },
  { height: 9, width: 8, inputs: 8, ...wide(7) },
  { height: 1, width: 1, inputs: 8, ...wide(8) },
  { height: 9, width: 9, inputs: 8, dilation: 2, kernel: [3, 2], ...wide(4) },
  { height: 9, width: 9, inputs: 8, kernel: [5, 5], ...wide(2) },
  { height: 9, width: 9, inputs: 8, kernel: [7, 7], ...wide(8) },
  { height: 9, width: 9, inputs: 8, kernel: [1, 3], weightBits: 8, inputBits: 1, outputBits: 4 },
  { height: 9, width: 9, inputs: 8, kernel: [3, 1], weightBits: 1, inputBits: 8, outputBits: 8 },
  { height: 64, width: 120, inputs: 32, ...wide(4) },
];

const cores = [
  { core: 'cortex-a53', kernel: 'depthwise_neon64' },
  { core: 'cortex-a7', kernel: 'depthwise_neon32' },
] as const;

for (const { core, kernel } of cores) {
  test(`channels in lanes equal the reference for ${rows.length} shapes on ${core}`, async (t) => {
    t.timeout(240_000);
    const models = layerModels('depthwise', rows);
    await expectKernel(t, { kernel, core, models });
  });

  test(`channels in lanes equal the reference in random graphs on ${core}`, async (t) => {
    t.timeout(240_000);
    const constraints = { ops: ['conv2d', 'maxPool'], groupOutputs: 1, nodes: [1, 4] } as const;
    const models = randomModelsOf(kernel, core, 15, constraints);
    await expectKernel(t, { kernel, core, models });
  });
}
