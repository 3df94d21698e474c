import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { maskGradient } from './staircase-ops.js';

const valuesOf = (tensor: tf.Tensor): number[] => [...tensor.dataSync()].map((value) => value + 0);

await tf.setBackend('cpu');

test('the mask takes a gradient apart by range, each channel with its own', (t) => {
  tf.tidy(() => {
    const position = tf.tensor2d([
      [-0.1, 0],
      [3, 3.1],
      [1.4, 7],
    ]);
    const dy = tf.tensor2d([
      [1, 2],
      [4, 8],
      [16, 32],
    ]);
    const { inside, below, above } = maskGradient({ dy, position, bits: 2, shape: [1, 2] });
    t.deepEqual(valuesOf(inside), [0, 2, 4, 0, 16, 0]);
    t.deepEqual([valuesOf(below), valuesOf(above)], [[1, 0], [0, 40]]); // prettier-ignore
  });
});
