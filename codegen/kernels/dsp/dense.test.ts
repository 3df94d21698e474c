import test from 'ava';
import type { CodeTensor, DenseNode, Weights } from '../../model/graph.js';
import { benchLayer, type BenchLayerOptions } from '../../networks/bench-layer.js';
import { expectKernel, layerModels, randomModelsOf } from '../../testing/kernel-agreement.js';
import { denseForm } from './dense-form.js';

type Row = Omit<BenchLayerOptions, 'op' | 'inputBits' | 'height' | 'width'> & {
  readonly inputBits?: number;
};

const rows: readonly Row[] = [
  { inputs: 128 },
  { inputs: 128, outputs: 8 },
  { inputs: 8, outputs: 128 },
  { inputs: 640, outputs: 128, inputBits: 8, weightBits: 8 },
  { inputs: 128, outputs: 40, inputBits: 8, weightBits: 8, outputBits: undefined },
  { inputs: 64, outputs: 10, inputBits: 8, weightBits: 8, outputBits: undefined },
  { inputs: 1, outputs: 1 },
  { inputs: 3, outputs: 5, inputBits: 3, outputBits: 5 },
  { inputs: 77, outputs: 9, inputBits: 1, outputBits: 1 },
  { inputs: 77, outputs: 9, inputBits: 2, outputBits: 3 },
  { inputs: 130, outputs: 17, inputBits: 4, weightBits: 4, outputBits: 4 },
  { inputs: 50, outputs: 12, inputBits: 8, weightBits: 2, outputBits: 8 },
  { inputs: 50, outputs: 12, inputBits: 4, weightBits: 2, outputBits: 6 },
  { inputs: 33, outputs: 12, inputBits: 5, weightBits: 8, outputBits: 7 },
  { inputs: 90, outputs: 8, inputBits: 1, weightBits: 4 },
  { inputs: 90, outputs: 8, inputBits: 2, weightBits: 1 },
  { inputs: 60, outputs: 9, inputBits: 3, weightBits: 3, outputBits: 3 },
  { inputs: 60, outputs: 9, inputBits: 6, weightBits: 5, outputBits: 7 },
];

for (const core of ['cortex-m4', 'cortex-m33'] as const) {
  test(`dense layers equal the reference for ${rows.length} sizes on ${core}`, async (t) => {
    t.timeout(120_000);
    const models = layerModels(
      'dense',
      rows.map((row) => ({ height: 1, width: 1, ...row })),
    );
    await expectKernel(t, { kernel: 'dense_dsp', core, models });
  });
}

test('dense layers equal the reference in random graphs', async (t) => {
  t.timeout(240_000);
  const models = randomModelsOf('dense_dsp', 'cortex-m4', 30, {
    ops: ['dense'],
    side: 5,
    groupOutputs: 30,
  });
  await expectKernel(t, { kernel: 'dense_dsp', core: 'cortex-m4', models });
});

test('bytes hold as many steps as the codes of the widest output allow', (t) => {
  const form = (code: number) => denseForm(...layer(2, 2, 128, code));
  t.like(form(1), { kind: 'bytes', stretch: 16, stretches: 2 }, '16 · 4 · 3 = 192');
  t.like(form(2), { kind: 'bytes', stretch: 8, stretches: 4 }, '11 · 4 · 6 = 264, 8 · 4 · 6 = 192');
  t.like(form(3), { kind: 'bytes', stretch: 7, stretches: 5 }, '7 · 4 · 9 = 252');
});

test('a layer of few weights has little straight code', (t) => {
  t.like(denseForm(...layer(2, 2, 124, 1)), { kind: 'bytes', stretch: 4, stretches: 8 });
  t.like(denseForm(...layer(8, 8, 124, 1)), { kind: 'halves', stretch: 4, stretches: 16 });
});

test('lanes are refused where the last output of a lane would not fit', (t) => {
  const form = (inputs: number) => denseForm(...layer(8, 8, inputs, 255));
  t.like(form(259), { kind: 'halves', rows: 2 }, '259 · 255 · 127 = 8387715 < 2^23');
  t.is(form(260), undefined);
});

/** A layer of outputs all of whose weights are the same, enough for long stretches. */
function layer(
  activationBits: number,
  weightBits: number,
  inputs: number,
  code: number,
): [DenseNode, CodeTensor] {
  const model = benchLayer({
    op: 'dense',
    height: 1,
    width: 1,
    inputs,
    outputs: 32,
    inputBits: activationBits,
    weightBits,
  });
  const node = model.nodes[0] as DenseNode;
  const weights: Weights = { ...node.weights, codes: new Uint8Array(32 * inputs).fill(code) };
  return [{ ...node, weights }, model.tensors[0] as CodeTensor];
}
