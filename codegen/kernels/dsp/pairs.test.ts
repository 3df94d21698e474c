import test from 'ava';
import { benchLayer, type BenchLayerOptions } from '../../networks/bench-layer.js';
import type { CodeTensor, Conv2DNode } from '../../model/graph.js';
import { expectKernel, layerModels, randomModelsOf } from '../../testing/kernel-agreement.js';
import { pairsFields } from './pairs-bounds.js';
import { pairsGeometries } from './pairs-geometry.js';

type Row = Omit<BenchLayerOptions, 'op'>;

const first = { inputBits: 8, weightBits: 8, outputBits: 2 } as const;

const rows: readonly Row[] = [
  { height: 32, width: 32, inputs: 3, outputs: 16, ...first },
  { height: 49, width: 10, inputs: 1, outputs: 64, kernel: [10, 4], stride: 2, ...first },
  { height: 24, width: 20, inputs: 3, outputs: 8, stride: 2, ...first },
  { height: 1, width: 7, inputs: 1, outputs: 4, ...first },
  { height: 2, width: 3, inputs: 2, outputs: 4, ...first },
  { height: 9, width: 13, inputs: 3, outputs: 2, ...first, outputBits: 8 },
  { height: 9, width: 6, inputs: 3, outputs: 8, ...first, kernel: [5, 5] },
  { height: 11, width: 8, inputs: 1, outputs: 8, ...first, kernel: [7, 7], outputBits: 1 },
  { height: 7, width: 8, inputs: 3, outputs: 8, ...first, kernel: [1, 3] },
  { height: 7, width: 8, inputs: 3, outputs: 8, ...first, kernel: [3, 1], outputBits: 4 },
  { height: 8, width: 9, inputs: 3, outputs: 8, ...first, kernel: [2, 4], stride: 3 },
  { height: 6, width: 6, inputs: 32, outputs: 4, ...first, outputBits: 8 },
  { height: 8, width: 8, inputs: 16, outputs: 16, inputBits: 4, weightBits: 4, outputBits: 4 },
  { height: 8, width: 8, inputs: 5, outputs: 8, inputBits: 4, weightBits: 3, outputBits: 4 },
  { height: 5, width: 7, inputs: 6, outputs: 8, inputBits: 5, weightBits: 6, outputBits: 2 },
  { height: 5, width: 7, inputs: 8, outputs: 8, inputBits: 8, weightBits: 1, outputBits: 8 },
  { height: 5, width: 7, inputs: 4, outputs: 8, inputBits: 6, weightBits: 2, outputBits: 4 },
];

for (const core of ['cortex-m4', 'cortex-m33', 'arm1176'] as const) {
  test(`products of pairs equal the reference for ${rows.length} shapes on ${core}`, async (t) => {
    t.timeout(120_000);
    const models = layerModels('conv2d', rows);
    await expectKernel(t, { kernel: 'pairs_dsp', core, models });
  });
}

test('products of pairs equal the reference in random graphs', async (t) => {
  t.timeout(240_000);
  const constraints = { ops: ['conv2d', 'maxPool'], groupOutputs: 8, nodes: [1, 3] } as const;
  const models = randomModelsOf('pairs_dsp', 'cortex-m4', 50, constraints);
  await expectKernel(t, { kernel: 'pairs_dsp', core: 'cortex-m4', models });
});

test('fields grow with the sums of the weights, then cells are dealt out to flushes', (t) => {
  const spacings = [8, 32, 64].map((inputs) => {
    const model = benchLayer({ op: 'conv2d', height: 4, width: 4, inputs, ...first });
    const node = model.nodes[0] as Conv2DNode;
    const codes = new Uint8Array(node.weights.codes.length).fill(255);
    const extreme: Conv2DNode = { ...node, weights: { ...node.weights, codes } };
    const [input, output] = model.tensors as CodeTensor[];
    const [geometry] = pairsGeometries(node, input, output.shape);
    return pairsFields(extreme, input, geometry);
  });
  // Nine channels' greatest weights times the greatest codes are beyond 2^22, half a field of 23 bits.
  t.deepEqual(spacings, [
    { spacing: 22, begin: 2 ** 21, flushes: 3 },
    { spacing: 22, begin: 2 ** 21, flushes: 12 },
    { spacing: 22, begin: 2 ** 21, flushes: 24 },
  ]);
});
