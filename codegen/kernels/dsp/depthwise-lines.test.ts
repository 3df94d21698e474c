import test from 'ava';
import type { BenchLayerOptions } from '../../networks/bench-layer.js';
import { expectKernel, layerModels, randomModelsOf } from '../../testing/kernel-agreement.js';
import { lineProducts, type LineProduct } from './line-products.js';

type Row = Omit<BenchLayerOptions, 'op'>;

const wide = { inputBits: 8, weightBits: 8, outputBits: 8 } as const;

const rows: readonly Row[] = [
  { height: 25, width: 5, inputs: 64, ...wide },
  { height: 16, width: 16, inputs: 8, ...wide },
  { height: 12, width: 13, inputs: 8, stride: 2, ...wide },
  { height: 13, width: 12, inputs: 4, stride: 3, ...wide },
  { height: 1, width: 1, inputs: 4, ...wide },
  { height: 2, width: 3, inputs: 4, ...wide },
  { height: 9, width: 8, inputs: 8, kernel: [1, 3], ...wide, outputBits: 4 },
  { height: 9, width: 8, inputs: 8, kernel: [3, 1], ...wide, outputBits: 3 },
  { height: 9, width: 8, inputs: 8, kernel: [5, 5], ...wide, weightBits: 7 },
  { height: 9, width: 9, inputs: 4, kernel: [7, 7], ...wide, weightBits: 2 },
  { height: 9, width: 9, inputs: 8, dilation: 2, kernel: [3, 2], ...wide },
  { height: 9, width: 9, inputs: 8, dilation: 2, stride: 2, kernel: [2, 4], ...wide },
  { height: 9, width: 8, inputs: 8, inputBits: 4, weightBits: 4, outputBits: 4 },
  { height: 9, width: 8, inputs: 8, inputBits: 3, weightBits: 3, outputBits: 3 },
  { height: 9, width: 8, inputs: 16, inputBits: 5, weightBits: 5, outputBits: 6 },
  { height: 9, width: 8, inputs: 8, inputBits: 6, weightBits: 6, outputBits: 7 },
  { height: 9, width: 8, inputs: 8, inputBits: 7, weightBits: 1, outputBits: 5 },
  { height: 9, width: 8, inputs: 8, inputBits: 1, weightBits: 8, outputBits: 1 },
  { height: 96, width: 40, inputs: 8, inputBits: 2, weightBits: 8, outputBits: 2 },
];

for (const core of ['cortex-m4', 'cortex-m33', 'cortex-m55', 'arm1176'] as const) {
  test(`lines of pixels equal the reference for ${rows.length} shapes on ${core}`, async (t) => {
    t.timeout(120_000);
    const models = layerModels('depthwise', rows);
    await expectKernel(t, { kernel: 'depthwise_lines_dsp', core, models });
  });
}

test('lines of pixels equal the reference in random graphs', async (t) => {
  t.timeout(240_000);
  const models = randomModelsOf('depthwise_lines_dsp', 'cortex-m4', 40, {
    ops: ['conv2d'],
    channels: 8,
    side: 12,
    groupOutputs: 1,
  });
  await expectKernel(t, { kernel: 'depthwise_lines_dsp', core: 'cortex-m4', models });
});

const shapes = [
  { taps: 3, stride: 1, dilation: 1, outputs: 4, multiplications: 8 },
  { taps: 3, stride: 2, dilation: 1, outputs: 2, multiplications: 4 },
  { taps: 3, stride: 1, dilation: 2, outputs: 2, multiplications: 6 },
  { taps: 5, stride: 1, dilation: 1, outputs: 4, multiplications: 12 },
  { taps: 1, stride: 1, dilation: 1, outputs: 2, multiplications: 2 },
];

for (const { multiplications, ...shape } of shapes) {
  const { taps, stride, dilation, outputs } = shape;
  const text = `${taps} taps, stride ${stride}, dilation ${dilation}`;
  test(`a row of ${text} is ${multiplications} multiplications for ${outputs} outputs`, (t) => {
    const { products, weightWords } = lineProducts(shape);
    t.is(products.length, multiplications);
    const met = products.flatMap((product) => meetings(product, weightWords));
    const wanted = Array.from({ length: outputs * taps }, (_, index) => {
      const [output, tap] = [Math.floor(index / taps), index % taps];
      return `output ${output}: tap ${tap} at ${output * stride + tap * dilation}`;
    });
    t.deepEqual(met.sort(), wanted.sort());
  });
}

function meetings(
  { output, pixels, weights, halves }: LineProduct,
  words: readonly (readonly (number | null)[])[],
): string[] {
  const used = halves === 'both' ? (['bb', 'tt'] as const) : [halves.join('')];
  return used.map((pair) => {
    const tap = words[weights][pair[1] === 'b' ? 0 : 1];
    return `output ${output}: tap ${tap} at ${2 * pixels + (pair[0] === 'b' ? 0 : 1)}`;
  });
}
