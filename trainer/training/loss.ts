import * as tf from '@tensorflow/tfjs';

/**
 * Mean softmax cross entropy of a batch with smoothed labels: the true class gets
 * `1 − smoothing` and all classes share the rest evenly.
 *
 * Source: Szegedy et al., "Rethinking the Inception Architecture", CVPR 2016, section 7.
 *
 * @param logits [count, classes], before any softmax.
 * @param labels Class indices, `count` of them.
 * @returns A scalar in nats.
 * @example
 * softmaxCrossEntropy(tf.tensor2d([[2, 0]]), Uint8Array.of(0), 0); // ln(1 + e^-2) = 0.127
 */
export function softmaxCrossEntropy(
  logits: tf.Tensor2D,
  labels: ArrayLike<number>,
  smoothing: number,
): tf.Scalar {
  return tf.tidy(() => {
    const [count, classes] = logits.shape;
    const targets = tf.tensor2d(smoothedTargets(labels, classes, smoothing), [count, classes]);
    const total = tf.sum(tf.mul(targets, tf.logSoftmax(logits)));
    return tf.mul(total, -1 / count);
  });
}

/**
 * Mean cross entropy of a teacher's and a student's softened probabilities, times the temperature
 * squared, so that its gradients are as large as those of labels.
 *
 * Source: Hinton et al., "Distilling the Knowledge in a Neural Network", 2015, section 2.
 *
 * @param logits [count, classes] of the student.
 * @param teacher [count, classes] of the teacher, through which no gradient goes.
 * @returns A scalar in nats.
 */
export function distillationLoss(
  logits: tf.Tensor2D,
  teacher: tf.Tensor2D,
  temperature: number,
): tf.Scalar {
  return tf.tidy(() => {
    const targets = tf.softmax(tf.div(teacher, temperature));
    const logProbabilities = tf.logSoftmax(tf.div(logits, temperature));
    const total = tf.sum(tf.mul(targets, logProbabilities));
    return tf.mul(total, -(temperature ** 2) / logits.shape[0]);
  });
}

/** Filled in plain JavaScript: a few hundred numbers are quicker to write than to compute. */
function smoothedTargets(
  labels: ArrayLike<number>,
  classes: number,
  smoothing: number,
): Float32Array {
  const targets = new Float32Array(labels.length * classes).fill(smoothing / classes);
  for (let i = 0; i < labels.length; i++) targets[i * classes + labels[i]] += 1 - smoothing;
  return targets;
}

/**
 * How many rows have their largest value at the label; the first of equal values counts, as in
 * the integer reference.
 */
export function countCorrect(logits: tf.Tensor2D, labels: ArrayLike<number>): number {
  const values = logits.dataSync();
  const classes = logits.shape[1];
  let correct = 0;
  for (let i = 0; i < labels.length; i++) {
    const row = values.subarray(i * classes, (i + 1) * classes);
    if (row.indexOf(Math.max(...row)) === labels[i]) correct += 1;
  }
  return correct;
}
