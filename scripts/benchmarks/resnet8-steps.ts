import {
  buildNetwork,
  calibrate,
  recipeFor,
  startFloatPhase,
  startQuantizedPhase,
  stepWithTeam,
  Team,
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
export const createSteps: CreateSteps = async function* (workers) {
  const recipe = recipeFor({ network: 'resnet8', dataset: 'cifar10', weightBits: 2 });
  const twoBits = { weights: { bits: 2 }, activations: { bits: 2 } };
  const batch = randomBatch();
  const float = startFloatPhase(buildNetwork('resnet8', { seed: 1 }), recipe);
  yield* benchmarkStep('float', float, { batch, workers });
  const twin = startQuantizedPhase(float.model, twoBits, recipe);
  calibrate(twin.model, tf.tensor(batch.images, [batchSize, side, side, channels]));
  yield* benchmarkStep('DSQ W2A2', twin, { batch, workers });
};

interface Setting {
  readonly batch: Batch;
  readonly workers: number;
}

async function* benchmarkStep(
  name: string,
  phase: Phase,
  { batch, workers }: Setting,
): AsyncGenerator<BenchmarkStep> {
  const team = await Team.assemble(phase, workers);
  const step = async (): Promise<void> => {
    const { loss } = await stepWithTeam(phase, team, {
      batch,
      progress: 0,
      rates: phase.peakRates,
    });
    if (!Number.isFinite(loss)) throw new Error(`${name} has diverged.`);
  };
  try {
    yield { name, images: batchSize, step };
  } finally {
    await team.dismiss();
  }
}

function randomBatch(): Batch {
  const images = tf.randomUniform([batchSize, side, side, channels], 0, 1, 'float32', 1);
  return {
    images: images.dataSync<'float32'>(),
    labels: Uint8Array.from({ length: batchSize }, (_, image) => image % classes),
    count: batchSize,
  };
}
