import test from 'ava';
import { networkNames } from '../networks/index.js';
import { recipeFor } from './recipe-for.js';
import { recipeStyleNames } from './recipe-styles.js';

const resnet = { network: 'resnet8', dataset: 'cifar10', weightBits: 2 };

test('the plain recipe has no aid at all, and the schedule of the others', (t) => {
  const { float, quantized } = recipeFor({ ...resnet, style: 'plain' });
  for (const phase of [float, quantized]) {
    const { warmUpEpochs, labelSmoothing, clipNorm, averaging } = phase;
    t.deepEqual([warmUpEpochs, labelSmoothing, clipNorm, averaging], [0, 0, null, null]);
  }
  t.deepEqual(
    [quantized.distillation.share, quantized.oscillationDamping, quantized.batchNormImages],
    [0, 0, 0],
  );
  t.is(quantized.weightDecay, 1e-4, 'whatever the bits');
});

test('the modern recipe clips, averages, warms up, smooths, teaches and measures batch norm', (t) => {
  const { quantized } = recipeFor({ ...resnet, style: 'modern' });
  t.true(quantized.clipNorm !== null && quantized.averaging !== null);
  t.true(quantized.warmUpEpochs > 0 && quantized.labelSmoothing > 0);
  t.true(quantized.distillation.share > 0 && quantized.batchNormImages > 0);
  t.is(quantized.weightDecay, 3e-5, 'as few bits want it');
});

test('without a style the recipe is the tuned one', (t) => {
  t.deepEqual(recipeFor(resnet), recipeFor({ ...resnet, style: 'tuned' }));
});

for (const network of networkNames) {
  test(`${network}: the styles differ in no epoch, batch size or learning rate`, (t) => {
    const schedules = recipeStyleNames.map((style) => {
      const { float, quantized } = recipeFor({ ...resnet, network, style });
      return [float, quantized].map(({ epochs, batchSize, learningRate, optimizer }) => ({
        epochs,
        batchSize,
        learningRate,
        optimizer,
      }));
    });
    for (const schedule of schedules) t.deepEqual(schedule, schedules[0]);
  });
}
