import test from 'ava';
import * as tf from '@tensorflow/tfjs';
import { selectBackend } from '../backend/index.js';
import { countCorrect, distillationLoss, softmaxCrossEntropy } from './loss.js';

test.before(async () => {
  await selectBackend();
});

/** The textbook formula in doubles. */
function crossEntropy(logits: number[][], labels: number[], smoothing: number): number {
  const rows = logits.map((row, i) => {
    const total = row.reduce((sum, value) => sum + Math.exp(value), 0);
    return row.reduce((sum, value, j) => {
      const target = smoothing / row.length + (j === labels[i] ? 1 - smoothing : 0);
      return sum - target * (value - Math.log(total));
    }, 0);
  });
  return rows.reduce((sum, row) => sum + row, 0) / rows.length;
}

const rows = [
  { title: 'two classes', logits: [[2, 0]], labels: [0], smoothing: 0 },
  { title: 'a batch', logits: [[1, 2, 3], [-1, 0.5, 0]], labels: [2, 0], smoothing: 0 }, // prettier-ignore
  { title: 'smoothed labels', logits: [[1, 2, 3], [0, 5, -5]], labels: [1, 1], smoothing: 0.1 }, // prettier-ignore
];

for (const { title, logits, labels, smoothing } of rows) {
  test(`cross entropy of ${title} follows the formula`, (t) => {
    const actual = tf.tidy(
      () => softmaxCrossEntropy(tf.tensor2d(logits), labels, smoothing).dataSync()[0],
    );
    t.true(Math.abs(actual - crossEntropy(logits, labels, smoothing)) < 1e-6, `${actual}`);
  });
}

test('huge logits give a finite loss and gradient', (t) => {
  tf.tidy(() => {
    const logits = tf.tensor2d([[1e4, -1e4]]);
    const { value, grad } = tf.valueAndGrad((x) => softmaxCrossEntropy(x as tf.Tensor2D, [1], 0.1))(
      logits,
    );
    t.true(Number.isFinite(value.dataSync()[0]));
    t.true(grad.dataSync().every(Number.isFinite));
  });
});

test('the gradient is softmax minus the smoothed labels, over the batch size', (t) => {
  tf.tidy(() => {
    const logits = tf.tensor2d([[0, 0], [0, 0]]); // prettier-ignore
    const gradient = tf.grad((x) => softmaxCrossEntropy(x as tf.Tensor2D, [0, 1], 0.2))(logits);
    const expected = [-0.2, 0.2, 0.2, -0.2];
    gradient.dataSync().forEach((value, i) => {
      t.true(Math.abs(value - expected[i]) < 1e-6);
    });
  });
});

test('of equal largest logits the first one is the answer', (t) => {
  tf.tidy(() => {
    const logits = tf.tensor2d([[1, 3, 3], [3, 3, 1], [0, 1, 2]]); // prettier-ignore
    t.is(countCorrect(logits, [1, 0, 2]), 3);
    t.is(countCorrect(logits, [2, 1, 2]), 1);
  });
});

test('the distillation loss is least, with no gradient, where the student says what the teacher says', (t) => {
  tf.tidy(() => {
    const teacher = tf.tensor2d([
      [1, 2, 3],
      [0, -4, 1],
    ]);
    const loss = (x: tf.Tensor): tf.Tensor => distillationLoss(x as tf.Tensor2D, teacher, 3);
    const { value, grad } = tf.valueAndGrad(loss)(tf.add(teacher, 5));
    t.true(Math.max(...grad.abs().dataSync()) < 1e-6);
    const other = loss(
      tf.tensor2d([
        [3, 2, 1],
        [0, 1, 1],
      ]),
    ).dataSync()[0];
    t.true(other > value.dataSync()[0] + 0.1, `${other}`);
  });
});

test('at temperature T the gradient of distillation is T (p − q) of the softened probabilities', (t) => {
  const softmax = (row: number[]): number[] => {
    const powers = row.map((value) => Math.exp(value / 4));
    return powers.map((value) => value / powers.reduce((sum, one) => sum + one));
  };
  const [student, teacher] = [[2, 0, -1], [0, 1, 3]]; // prettier-ignore
  const expected = softmax(student).map((p, i) => 4 * (p - softmax(teacher)[i]));
  const actual = tf.tidy(() =>
    tf
      .grad((x) => distillationLoss(x as tf.Tensor2D, tf.tensor2d([teacher]), 4))(
        tf.tensor2d([student]),
      )
      .dataSync(),
  );
  expected.forEach((value, i) => t.true(Math.abs(value - actual[i]) < 1e-5, `${actual[i]}`));
});
