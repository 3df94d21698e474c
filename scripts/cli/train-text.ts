import type { TrainOutcome } from '../flows/train.js';
import { percent } from './percent.js';

/** A training's result for people. */
export function trainText({ model, seconds, accuracy, imagesPerSecond }: TrainOutcome): string {
  const speeds = [imagesPerSecond.float, imagesPerSecond.quantized].map((speed) =>
    speed === null ? '–' : speed.toFixed(0),
  );
  const figures = [
    ['float', accuracy.float.test],
    ['fake-quantized', accuracy.quantized?.test],
    ['integers', accuracy.integer],
  ] as const;
  const accuracies = figures.flatMap(([name, figure]) =>
    typeof figure === 'number' ? [`${name} ${percent(figure)}`] : [],
  );
  return [
    `Test accuracy: ${accuracies.join(', ')}`,
    `Training took ${seconds.toFixed(0)} s, at ${speeds[0]} images/s in float and ${speeds[1]} quantized`,
    ...(model === null ? [] : [`Model: ${model}`]),
  ].join('\n');
}
