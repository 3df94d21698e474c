import type { TrainOutcome } from '../flows/train.js';
import { percent } from './percent.js';

/** A training's result for people. */
export function trainText({ model, seconds, accuracy, imagesPerSecond }: TrainOutcome): string {
  const speeds = [imagesPerSecond.float, imagesPerSecond.quantized].map((speed) =>
    speed === null ? '–' : speed.toFixed(0),
  );
  return [
    `Test accuracy: float ${percent(accuracy.float.test)}, fake-quantized ${percent(accuracy.quantized.test)}, integers ${percent(accuracy.integer)}`,
    `Training took ${seconds.toFixed(0)} s, at ${speeds[0]} images/s in float and ${speeds[1]} quantized`,
    `Model: ${model}`,
  ].join('\n');
}
