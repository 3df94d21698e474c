import test from 'ava';
import type { CodeTensor, Conv2DNode } from '../../model/graph.js';
import { benchLayer, type BenchLayerOptions } from '../../networks/bench-layer.js';
import { expectKernel, layerModels, randomModelsOf } from '../../testing/kernel-agreement.js';
import { polynomialFields } from './polynomial-fields.js';
import { polynomialStretches } from './polynomial-weights.js';

type Row = Omit<BenchLayerOptions, 'op'>;

const narrow = { inputBits: 2, weightBits: 2, outputBits: 2 } as const;

const rows: readonly Row[] = [
  { height: 32, width: 32, inputs: 16, ...narrow },
  { height: 9, width: 7, inputs: 16, outputs: 8, ...narrow },
  { height: 5, width: 13, inputs: 5, outputs: 4, ...narrow },
  { height: 1, width: 1, inputs: 4, ...narrow },
  { height: 3, width: 2, inputs: 1, outputs: 20, ...narrow },
  { height: 8, width: 8, inputs: 64, ...narrow },
  { height: 8, width: 8, inputs: 16, residual: true, ...narrow },
  { height: 7, width: 9, inputs: 12, residual: true, ...narrow },
  { height: 8, width: 8, inputs: 8, stride: 2, ...narrow },
  { height: 15, width: 9, inputs: 12, outputs: 16, stride: 2, ...narrow },
  { height: 16, width: 17, inputs: 8, kernel: [5, 5], stride: 2, ...narrow },
  { height: 9, width: 9, inputs: 4, kernel: [7, 3], ...narrow },
  { height: 6, width: 11, inputs: 8, kernel: [1, 3], ...narrow },
  { height: 6, width: 11, inputs: 8, kernel: [3, 1], ...narrow },
  { height: 6, width: 11, inputs: 8, kernel: [2, 4], ...narrow },
  { height: 8, width: 8, inputs: 16, kernel: [1, 1], stride: 2, ...narrow, outputBits: 8 },
  { height: 9, width: 9, inputs: 8, weightBits: 1, inputBits: 1, outputBits: 1 },
  { height: 9, width: 9, inputs: 8, weightBits: 1, inputBits: 2, outputBits: 8 },
  { height: 9, width: 9, inputs: 8, weightBits: 2, inputBits: 1, outputBits: 4 },
  { height: 9, width: 9, inputs: 6, outputs: 8, weightBits: 2, inputBits: 3, outputBits: 2 },
  { height: 9, width: 9, inputs: 8, weightBits: 4, inputBits: 1, outputBits: 2 },
];

test(`products of polynomials equal the reference for ${rows.length} shapes on cortex-m55`, async (t) => {
  t.timeout(120_000);
  const models = layerModels('conv2d', rows);
  await expectKernel(t, { kernel: 'polynomial_mve', core: 'cortex-m55', models });
});

test('products of polynomials equal the reference in random graphs', async (t) => {
  t.timeout(240_000);
  const constraints = {
    ops: ['conv2d', 'maxPool'],
    weightBits: [1, 2],
    activationBits: [1, 2, 3],
    channels: 8,
    side: 12,
    groupOutputs: 8,
  } as const;
  const models = randomModelsOf('polynomial_mve', 'cortex-m55', 30, constraints);
  await expectKernel(t, { kernel: 'polynomial_mve', core: 'cortex-m55', models });
});

test('a stretch ends before a term of the greatest activations could leave its field', (t) => {
  const model = benchLayer({ op: 'conv2d', height: 8, width: 8, inputs: 64, ...narrow });
  const node = model.nodes[0] as Conv2DNode;
  const [input, output] = model.tensors as CodeTensor[];
  const fields = polynomialFields(node, input, output.shape)!;
  const stretchesOf = (code: number) => {
    const codes = new Uint8Array(node.weights.codes.length).fill(code);
    const filled: Conv2DNode = { ...node, weights: { ...node.weights, codes } };
    return polynomialStretches(filled, fields, 3);
  };
  t.is(fields.field, 10);
  // A step of twelve codes gathers 108, 72 or 36 at the most: 1023 holds 9, 14 or 28 of them.
  t.deepEqual(stretchesOf(3), { steps: 8, count: 6 });
  t.deepEqual(stretchesOf(2), { steps: 12, count: 4 });
  t.deepEqual(stretchesOf(1), { steps: 24, count: 2 });
  t.is(polynomialStretches(node, { ...fields, field: 6 }, 63), undefined);
});
