import test from 'ava';
import * as tf from '@tensorflow/tfjs';
import { selectBackend } from '../backend/index.js';
import { speedUpBatchNorm } from './fast-batch-norm.js';

test.before(async () => {
  await selectBackend();
});

const shapes = [
  { title: 'images', shape: [4, 5, 6, 3] },
  { title: 'vectors', shape: [16, 7] },
];

interface Outcome {
  readonly value: number[];
  readonly gradients: number[][];
  readonly weights: number[][];
}

/** A training pass of batch norm with its gradients by input, γ and β, and the new averages. */
function trainingPass(shape: number[], fast: boolean): Outcome {
  const layer = tf.layers.batchNormalization({
    inputShape: shape.slice(1),
    epsilon: 0.01,
    momentum: 0.8,
    gammaInitializer: tf.initializers.randomUniform({ minval: 0.5, maxval: 2, seed: 1 }),
    betaInitializer: tf.initializers.randomNormal({ seed: 2 }),
  });
  const model = tf.sequential({ layers: [layer] });
  if (fast) speedUpBatchNorm(model);
  const outcome = tf.tidy(() => {
    const input = tf.variable(tf.randomNormal(shape, 1, 2, 'float32', 3));
    const weighting = tf.randomNormal(shape, 0, 1, 'float32', 4);
    const trained = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const value = (model.apply(input, { training: true }) as tf.Tensor).arraySync();
    const { grads } = tf.variableGrads(() => {
      const output = model.apply(input, { training: true }) as tf.Tensor;
      return tf.sum(tf.mul(output, weighting));
    }, [input, ...trained]);
    const gradients = [input, ...trained].map(({ name }) => [...grads[name].dataSync()]);
    const weights = model.getWeights().map((weight) => [...weight.dataSync()]);
    input.dispose();
    return { value: (value as number[]).flat(3), gradients, weights };
  });
  model.dispose();
  return outcome;
}

function greatestDifference(left: number[], right: number[]): number {
  return Math.max(...left.map((value, i) => Math.abs(value - right[i])));
}

for (const { title, shape } of shapes) {
  test.serial(`the closed form agrees with tfjs on ${title}`, (t) => {
    const plain = trainingPass(shape, false);
    const fast = trainingPass(shape, true);
    t.true(greatestDifference(fast.value, plain.value) < 1e-5);
    t.is(fast.gradients.length, plain.gradients.length);
    fast.gradients.forEach((gradient, i) => {
      t.true(greatestDifference(gradient, plain.gradients[i]) < 2e-4);
    });
    fast.weights.forEach((weights, i) => {
      t.true(greatestDifference(weights, plain.weights[i]) < 1e-5);
    });
  });
}

test.serial('inference uses the moving averages, as before', (t) => {
  const layer = tf.layers.batchNormalization({ inputShape: [3] });
  const model = tf.sequential({ layers: [layer] });
  speedUpBatchNorm(model);
  const output = tf.tidy(() => (model.predict(tf.tensor2d([[1, 2, 3]])) as tf.Tensor).dataSync());
  t.true(
    greatestDifference(
      [...output],
      [1, 2, 3].map((x) => x / Math.sqrt(1.001)),
    ) < 1e-6,
  );
  model.dispose();
});

test.serial('a layer without γ and β trains, where tfjs throws', (t) => {
  const layer = tf.layers.batchNormalization({ inputShape: [2], scale: false, center: false });
  const model = tf.sequential({ layers: [layer] });
  const input = tf.tensor2d([[1, 10], [3, 30]]); // prettier-ignore
  t.throws(() => model.apply(input, { training: true }));
  speedUpBatchNorm(model);
  const output = tf.tidy(() => (model.apply(input, { training: true }) as tf.Tensor).dataSync());
  t.true(greatestDifference([...output], [-1, -1, 1, 1]) < 1e-3);
  input.dispose();
  model.dispose();
});
