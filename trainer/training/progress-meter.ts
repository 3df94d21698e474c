import type { Phase } from './phase.js';
import { remainingSeconds, type Progress } from './progress.js';
import type { StepResult } from './compute-gradients.js';

/** Adds up one epoch. */
export interface Meter {
  readonly steps: number;
  /** Counts a step in and tells where the epoch stands. */
  readonly count: (result: StepResult, images: number) => Progress;
  /** Where the epoch stood after its last step. */
  readonly latest: () => Progress;
}

/**
 * @param imagesPerEpoch Training images, each seen once an epoch.
 * @param imagesLater Images that the phases after this one will train on.
 */
export function startMeter(phase: Phase, imagesPerEpoch: number, imagesLater: number): Meter {
  const { recipe, name, state } = phase;
  const steps = Math.ceil(imagesPerEpoch / recipe.batchSize);
  const place = { phase: name, epoch: state.epoch + 1, epochs: recipe.epochs, steps };
  const imagesAfterEpoch = (recipe.epochs - state.epoch - 1) * imagesPerEpoch;
  const started = performance.now();
  const sums = { step: 0, images: 0, loss: 0, correct: 0 };

  const latest = (): Progress => {
    const imagesPerSecond = sums.images / ((performance.now() - started) / 1000);
    const images = imagesPerEpoch - sums.images + imagesAfterEpoch;
    return {
      ...place,
      step: sums.step,
      loss: sums.loss / sums.images,
      accuracy: sums.correct / sums.images,
      imagesPerSecond,
      remainingSeconds: remainingSeconds({ phase: name, imagesPerSecond, images, imagesLater }),
    };
  };
  const count = ({ loss, correct }: StepResult, images: number): Progress => {
    sums.step += 1;
    sums.images += images;
    sums.loss += loss * images;
    sums.correct += correct;
    return latest();
  };
  return { steps, count, latest };
}
