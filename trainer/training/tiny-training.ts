import { readWeights } from './model-weights.js';
import { tinyDataset, tinyNetwork, tinyRecipe } from './tiny-task.js';
import { trainNetwork, type TrainingResult } from './train.js';
import type { TrainingOptions } from './training-options.js';

/** A complete training on the tests' task, 8 steps an epoch, 3 epochs float and 2 quantized. */
export function trainTiny(
  out: string,
  options: Partial<TrainingOptions> = {},
): Promise<TrainingResult> {
  const { seed = 1 } = options;
  return trainNetwork({
    network: { name: 'tiny', build: () => tinyNetwork(seed) },
    dataset: tinyDataset(),
    recipe: tinyRecipe,
    quantization: { weights: { bits: 2 }, activations: { bits: 2 } },
    seed,
    workers: 1,
    out,
    resumeCommand: 'npx softbit train --resume',
    ...options,
  });
}

/** Every weight that a training has come to. */
export function bytesOf({ model }: TrainingResult): string {
  return readWeights(model)
    .map((array) => Buffer.from(array.buffer).toString('hex'))
    .join();
}
