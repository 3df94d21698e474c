import * as tf from '@tensorflow/tfjs';
import type { Batch, Dataset, Split } from '../data/index.js';
import type { PhaseRecipe, Recipe } from './recipes.js';

/** A task for tests, learnt in a second: which quarter of a noisy 8×8 image is the bright one. */
export function tinyDataset(): Dataset {
  return {
    name: 'tiny',
    shape: [8, 8, 1],
    classes: ['top left', 'top right', 'bottom left', 'bottom right'],
    train: tinySplit(240, 1),
    validation: tinySplit(80, 2),
    test: tinySplit(80, 3),
  };
}

/** The first so many training images. */
export function tinyBatch(count: number): Batch {
  const { images, labels } = tinySplit(count, 1);
  return { images: Float32Array.from(images, (pixel) => pixel / 255), labels, count };
}

function tinySplit(count: number, seed: number): Split {
  const images = Uint8Array.from({ length: count * 64 }, (_, i) => noise(seed * 1e6 + i));
  const labels = Uint8Array.from({ length: count }, (_, i) => (i * 7 + seed) % 4);
  for (let i = 0; i < count; i++) brighten(images.subarray(i * 64, (i + 1) * 64), labels[i]);
  return { images, labels, count };
}

/** A number from 0 to 159 that looks random: the index through a multiplicative hash. */
function noise(index: number): number {
  const mixed = Math.imul(index ^ (index >>> 9), 0x9e3779b1);
  return (Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 16) % 160;
}

function brighten(image: Uint8Array, quarter: number): void {
  for (let pixel = 0; pixel < 64; pixel++) {
    const row = Math.floor(pixel / 32);
    const column = Math.floor((pixel % 8) / 4);
    if (2 * row + column === quarter) image[pixel] += 60;
  }
}

/** Convolution, batch norm, ReLU, pooling and dense: each kind of variable that training meets. */
export function tinyNetwork(seed: number): tf.LayersModel {
  const kernelInitializer = tf.initializers.heNormal({ seed });
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [8, 8, 1],
        filters: 6,
        kernelSize: 3,
        useBias: false,
        kernelInitializer,
      }),
      tf.layers.batchNormalization({ momentum: 0.9 }),
      tf.layers.reLU(),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({
        units: 4,
        kernelInitializer: tf.initializers.heNormal({ seed: seed + 1 }),
      }),
    ],
  });
}

const tinyPhase: PhaseRecipe = {
  epochs: 3,
  batchSize: 32,
  optimizer: 'sgd',
  learningRate: 0.05,
  warmUpEpochs: 0.5,
  weightDecay: 1e-4,
  labelSmoothing: 0.05,
  clipNorm: null,
  averaging: null,
  patience: null,
};

export const tinyRecipe: Recipe = {
  augmentation: 'none',
  float: tinyPhase,
  quantized: {
    ...tinyPhase,
    epochs: 2,
    quantizerLearningRate: 1e-3,
    alphaPenalty: 1e-4,
    distillation: { share: 0.5, temperature: 2 },
    oscillationDamping: 0,
    calibrationImages: 64,
    batchNormImages: 128,
  },
};
