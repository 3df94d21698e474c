import * as tf from '@tensorflow/tfjs';
import { alphaPenalty, buildNetwork, calibrate, quantizeModel } from '../../trainer/index.js';
import type { BenchmarkStep, CreateSteps } from './benchmark-step.js';

const batchSize = 64;
const classes = 10;

/** A float and a DSQ training step (2-bit weights and activations) of ResNet-8 on 32×32×3 images. */
export const createSteps: CreateSteps = () => {
  const images = tf.randomUniform([batchSize, 32, 32, 3], 0, 1, 'float32', 1);
  const float = buildNetwork('resnet8', { seed: 1 });
  const twin = quantizeModel(float, { weights: { bits: 2 }, activations: { bits: 2 } });
  calibrate(twin, images);
  return [
    trainingStep('float', float, images),
    trainingStep('DSQ W2A2', twin, images, () => tf.mul(alphaPenalty(twin), 1e-4)),
  ];
};

function trainingStep(
  name: string,
  model: tf.LayersModel,
  images: tf.Tensor,
  penalty: () => tf.Scalar = () => tf.scalar(0),
): BenchmarkStep {
  const optimizer = tf.train.momentum(0.01, 0.9);
  const everyClass = Array.from({ length: batchSize }, (_, image) => image % classes);
  const labels = tf.oneHot(tf.tensor1d(everyClass, 'int32'), classes);
  const loss = (): tf.Scalar => {
    const logits = model.apply(images, { training: true }) as tf.Tensor2D;
    return tf.add(tf.losses.softmaxCrossEntropy(labels, logits), penalty());
  };
  const step = (): void =>
    tf.tidy(() => {
      const value = optimizer.minimize(loss, true);
      if (!Number.isFinite(value?.dataSync()[0])) throw new Error(`${name} has diverged.`);
    });
  return { name, images: batchSize, step };
}
