import * as tf from '@tensorflow/tfjs';
import { checkFusedOps as check } from '../backend/testing/check-fused-ops.js';
import { composedBatchNorm } from './composed-batch-norm.js';

/** Sizes that leave a rest behind whole rows of lanes, and a mean far from 0. */
const rows = [
  { title: 'images', shape: [5, 33, 29, 16], mean: 0 },
  { title: 'images far from 0', shape: [4, 16, 16, 3], mean: 300 },
  { title: 'vectors', shape: [65, 700], mean: 1 },
  { title: 'one sample', shape: [1, 5], mean: 2 },
];

function inputsOf(shape: number[], mean: number) {
  const channels = shape.slice(-1);
  return {
    x: tf.randomNormal(shape, mean, 2, 'float32', 1),
    dy: tf.randomNormal(shape, 0, 1, 'float32', 2),
    gamma: tf.randomUniform(channels, 0.5, 2, 'float32', 3),
    beta: tf.randomNormal(channels, 0, 1, 'float32', 4),
    movingMean: tf.randomNormal(channels, 0, 1, 'float32', 5),
    movingVariance: tf.randomUniform(channels, 0.5, 2, 'float32', 6),
    epsilon: 0.001,
    momentum: 0.9,
  };
}

function passes(kind: typeof composedBatchNorm, shape: number[], mean: number): Float32Array[] {
  return tf.tidy(() => {
    const inputs = inputsOf(shape, mean);
    const forward = kind.batchNorm(inputs);
    const backward = kind.batchNormGradient({ ...inputs, ...forward });
    const { y, movingMean, movingVariance } = forward;
    const results = [y, movingMean, movingVariance, backward.x, backward.gamma, backward.beta];
    return results.map((tensor) => tensor.dataSync<'float32'>());
  });
}

for (const { title, shape, mean } of rows) {
  check(`of ${title}, fused and composed batch norm differ by rounding alone`, (t, ops) => {
    const [found, expected] = [ops, composedBatchNorm].map((kind) => passes(kind, shape, mean));
    const tolerance = 1e-5 * (1 + Math.abs(mean));
    expected.forEach((values, result) => {
      const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
      values.forEach((value, i) => {
        if (Math.abs(found[result][i] - value) <= tolerance * scale) return;
        t.fail(`result ${result}, number ${i}: ${found[result][i]}, not ${value}`);
      });
    });
    t.pass();
  });
}

check(`a batch that does not fit its channels is refused`, (t, ops) => {
  const inputs = { ...inputsOf([2, 3], 0), x: tf.zeros([2, 4]) };
  t.throws(() => ops.batchNorm(inputs), { message: /last axis must count channels/ });
});
