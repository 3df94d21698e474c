import * as tf from '@tensorflow/tfjs';

/** Logarithms of class probabilities of a batch. */
export interface Logits {
  readonly classes: number;
  readonly values: Float32Array;
}

/** How far a network's answers are from another's. */
export interface Divergence {
  /** Kullback–Leibler divergence of the class probabilities, mean over the images, in nats. */
  readonly divergence: number;
  /** Share of the images that are read correctly, less the other network's. */
  readonly accuracyChange: number;
}

export function logitsOf(model: tf.LayersModel, batch: tf.Tensor): Logits {
  return tf.tidy(() => {
    const logits = model.apply(batch, { training: false }) as tf.Tensor2D;
    return { classes: logits.shape[1], values: tf.logSoftmax(logits).dataSync<'float32'>() };
  });
}

/** @param labels of the batch's images */
export function compareLogits(
  reference: Logits,
  other: Logits,
  labels: readonly number[],
): Divergence {
  const { classes } = reference;
  let divergence = 0;
  let correct = 0;
  for (const [image, label] of labels.entries()) {
    const from = image * classes;
    const [one, two] = [reference, other].map(({ values }) =>
      values.subarray(from, from + classes),
    );
    one.forEach((logarithm, index) => {
      divergence += Math.exp(logarithm) * (logarithm - two[index]);
    });
    correct += Number(greatest(two) === label) - Number(greatest(one) === label);
  }
  const count = labels.length;
  return { divergence: divergence / count, accuracyChange: correct / count };
}

function greatest(values: Float32Array): number {
  return values.indexOf(Math.max(...values));
}
