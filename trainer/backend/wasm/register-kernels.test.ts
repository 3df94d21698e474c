import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { kernelCases, type KernelCase } from './kernel-cases.js';
import { loadWasm } from './load-wasm.js';
import { trainingKernels } from './register-kernels.js';

const tolerance = 1e-4;

test.before(async () => {
  tf.env().set('PROD', true);
  await loadWasm();
});

for (const { kernelName } of trainingKernels) {
  test.serial(
    `The WASM kernel ${kernelName} gives what the reference backend gives.`,
    async (t) => {
      const rows = kernelCases[kernelName] ?? [];
      t.true(rows.length > 0, 'kernel-cases.ts must have rows for every registered kernel');
      for (const row of rows) {
        const expected = await runOn('cpu', kernelName, row);
        const actual = await runOn('wasm', kernelName, row);
        const title = JSON.stringify(row);
        t.deepEqual(actual.shape, expected.shape, title);
        t.true(largestDifference(actual.values, expected.values) < tolerance, title);
        t.is(actual.leaked, 0, `${title} leaves memory behind`);
      }
    },
  );
}

test.serial('A clone on WASM outlives the tensor that it was made of.', async (t) => {
  await tf.setBackend('wasm');
  const original = tf.tensor1d([1, 2, 3]);
  const clone = original.clone();
  original.dispose();
  tf.tensor1d([7, 8, 9]).dispose();
  t.deepEqual([...clone.dataSync()], [1, 2, 3]);
  clone.dispose();
});

/** The whole of training: layers, losses and gradients that must work without a missing kernel. */
const networks: readonly { title: string; layers: () => tf.layers.Layer[] }[] = [
  {
    title: 'convolution, batch norm, ReLU and max pooling',
    layers: () => [
      tf.layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', kernelInitializer: fixed(1) }),
      tf.layers.batchNormalization(),
      tf.layers.reLU(),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
    ],
  },
  {
    title: 'depthwise convolution, tanh and average pooling',
    layers: () => [
      tf.layers.depthwiseConv2d({ kernelSize: 3, strides: 2, depthwiseInitializer: fixed(2) }),
      tf.layers.activation({ activation: 'tanh' }),
      tf.layers.averagePooling2d({ poolSize: 2, padding: 'same' }),
      tf.layers.flatten(),
    ],
  },
  { title: 'global pooling', layers: () => [tf.layers.globalAveragePooling2d({})] },
];

for (const { title, layers } of networks) {
  test.serial(`A network with ${title} has the reference's gradients on WASM.`, async (t) => {
    const expected = await gradientsOn('cpu', layers);
    const actual = await gradientsOn('wasm', layers);
    t.true(expected.length > 0);
    t.is(actual.length, expected.length);
    actual.forEach((values, index) => {
      t.true(largestDifference(values, expected[index]) < tolerance, `variable ${index}`);
    });
  });
}

async function runOn(
  backend: string,
  kernelName: string,
  { inputs, indices = {}, attrs }: KernelCase,
): Promise<{ shape: number[]; values: ArrayLike<number>; leaked: number }> {
  await tf.setBackend(backend);
  const tensors: Record<string, tf.Tensor> = {};
  Object.entries(inputs).forEach(([name, shape], index) => {
    tensors[name] = tf.randomNormal([...shape], 0, 1, 'float32', 7 + index);
  });
  for (const [name, values] of Object.entries(indices)) {
    tensors[name] = tf.tensor1d([...values], 'int32');
  }
  const before = tf.engine().backend.numDataIds();
  const output = tf.engine().runKernel<tf.Tensor>(kernelName, tensors, { ...attrs });
  const result = { shape: output.shape, values: output.dataSync() };
  output.dispose();
  const leaked = tf.engine().backend.numDataIds() - before;
  tf.dispose(tensors);
  return { ...result, leaked };
}

async function gradientsOn(
  backend: string,
  layers: () => tf.layers.Layer[],
): Promise<ArrayLike<number>[]> {
  await tf.setBackend(backend);
  const input = tf.input({ shape: [10, 10, 3] });
  const head = tf.layers.dense({ units: 4, kernelInitializer: fixed(3) });
  const output = [...layers(), head].reduce(
    (x, layer) => layer.apply(x) as tf.SymbolicTensor,
    input,
  );
  const model = tf.model({ inputs: input, outputs: output });
  const { value, grads } = tf.variableGrads(() => {
    const x = tf.randomNormal([6, 10, 10, 3], 0, 1, 'float32', 11);
    const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 3, 0, 1], 'int32'), 4);
    return tf.losses.softmaxCrossEntropy(labels, model.apply(x, { training: true }) as tf.Tensor);
  });
  const results = [value, ...Object.values(grads)].map((tensor) => tensor.dataSync());
  tf.dispose([value, grads]);
  model.dispose();
  return results;
}

function fixed(seed: number): ReturnType<typeof tf.initializers.randomNormal> {
  return tf.initializers.randomNormal({ mean: 0, stddev: 0.3, seed });
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Array.from(a).reduce((largest, value, index) => {
    const difference = Math.abs(value - b[index]);
    return difference <= largest ? largest : Number.isNaN(difference) ? Infinity : difference;
  }, 0);
}
