import test from 'ava';
import * as tf from '@tensorflow/tfjs';
import { selectBackend } from '../backend/index.js';
import { speedUpRelu } from './fast-relu.js';

test.before(async () => {
  await selectBackend();
});

const inputs = [-2, -0.5, 0, 0.5, 3, 8];

const rows = [
  {
    title: 'a ReLU',
    maxValue: undefined,
    values: [0, 0, 0, 0.5, 3, 8],
    slopes: [0, 0, 0, 1, 1, 1],
  },
  {
    title: 'a ReLU with a ceiling',
    maxValue: 6,
    values: [0, 0, 0, 0.5, 3, 6],
    slopes: [0, 0, 0, 1, 1, 0],
  },
];

for (const { title, maxValue, values, slopes } of rows) {
  for (const training of [true, false]) {
    test.serial(`${title} has its values and slopes ${training ? 'in' : 'after'} training`, (t) => {
      const layer = tf.layers.reLU({ inputShape: [inputs.length], ...(maxValue && { maxValue }) });
      const model = tf.sequential({ layers: [layer] });
      speedUpRelu(model);
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        const run = (x: tf.Tensor): tf.Tensor => model.apply(x, { training }) as tf.Tensor;
        const x = tf.tensor2d([inputs]);
        t.deepEqual([...run(x).dataSync()], values);
        t.deepEqual(
          [
            ...tf
              .grad((y) => tf.sum(run(y)))(x)
              .dataSync(),
          ],
          slopes,
        );
      });
      t.is(tf.memory().numTensors, before);
      model.dispose();
    });
  }
}
