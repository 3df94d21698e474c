import {
  buildNetwork,
  calibrate,
  recipeFor,
  startFloatPhase,
  startQuantizedPhase,
  trainStep,
  type Batch,
  type Phase,
} from '../../trainer/index.js';
import * as tf from '@tensorflow/tfjs';
import type { BenchmarkStep, CreateSteps } from './benchmark-step.js';

const batchSize = 64;
const side = 32;
const channels = 3;
const classes = 10;

/**
 * The trainer's own steps of ResNet-8 on 32×32×3 images: in float, and with 2-bit weights and
 * activations by DSQ.
 */
export const createSteps: CreateSteps = () => {
  const recipe = recipeFor({ network: 'resnet8', dataset: 'cifar10', weightBits: 2 });
  const twoBits = { weights: { bits: 2 }, activations: { bits: 2 } };
  const batch = randomBatch();
  const float = startFloatPhase(buildNetwork('resnet8', { seed: 1 }), recipe);
  const twin = startQuantizedPhase(float.model, twoBits, recipe);
  calibrate(twin.model, tf.tensor(batch.images, [batchSize, side, side, channels]));
  return [benchmarkStep('float', float, batch), benchmarkStep('DSQ W2A2', twin, batch)];
};

function benchmarkStep(name: string, phase: Phase, batch: Batch): BenchmarkStep {
  const { model, optimizer, peakRates, penalty, recipe } = phase;
  const { labelSmoothing } = recipe;
  const options = { model, optimizer, batch, learningRates: peakRates, labelSmoothing, penalty };
  const step = (): void => {
    const { loss } = trainStep(options);
    if (!Number.isFinite(loss)) throw new Error(`${name} has diverged.`);
  };
  return { name, images: batchSize, step };
}

function randomBatch(): Batch {
  const images = tf.randomUniform([batchSize, side, side, channels], 0, 1, 'float32', 1);
  return {
    images: images.dataSync<'float32'>(),
    labels: Uint8Array.from({ length: batchSize }, (_, image) => image % classes),
    count: batchSize,
  };
}
