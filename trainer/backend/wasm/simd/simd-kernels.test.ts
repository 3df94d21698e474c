import test from 'ava';
import * as tf from '@tensorflow/tfjs';
import { loadWasm } from '../load-wasm.js';
import { simdKernels } from './simd-kernels.js';

test.before(async () => {
  tf.env().set('PROD', true);
  await loadWasm();
});

test('The kernels are on the memory of the WASM package.', (t) => {
  const backend = tf.backend() as unknown as {
    typedArrayFromHeap: (tensor: tf.Tensor) => Float32Array;
  };
  const [dy, y, dx] = [
    [1, 2, 3, 4],
    [1, -1, 0, NaN],
    [9, 9, 9, 9],
  ].map((row) => tf.tensor1d(row));
  const [given, outputs, result] = [dy, y, dx].map((one) => backend.typedArrayFromHeap(one));
  const end = result.byteOffset + result.byteLength;
  simdKernels()!.reluGradient(given.byteOffset, outputs.byteOffset, result.byteOffset, end);
  t.deepEqual([...dx.dataSync()], [1, 0, 0, 0]);
});
