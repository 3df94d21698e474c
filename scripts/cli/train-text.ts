import type { TrainOutcome } from '../flows/train.js';
import { percent } from './percent.js';

/** A training's result for people. */
export function trainText({ model, seconds, accuracy, imagesPerSecond }: TrainOutcome): string {
  const speeds = [imagesPerSecond.float, imagesPerSecond.quantized].map((speed) =>
    speed === null ? '–' : speed.toFixed(0),
  );
  const figures = [
    ['float', accuracy.float],
    ['fake-quantized', accuracy.quantized],
    ['integers', accuracy.integer],
  ] as const;
  const accuracies = figures.flatMap(([name, figure]) =>
    figure ? [`${name} ${percent(figure.test)}`] : [],
  );
  const classMeans = figures.flatMap(([name, figure]) =>
    figure ? [`${name} ${percent(figure.testClassMean)}`] : [],
  );
  return [
    `Test accuracy: ${accuracies.join(', ')}`,
    `Mean of the classes’: ${classMeans.join(', ')}`,
    `Training took ${seconds.toFixed(0)} s, at ${speeds[0]} images/s in float and ${speeds[1]} quantized`,
    ...(model === null ? [] : [`Model: ${model}`]),
  ].join('\n');
}
