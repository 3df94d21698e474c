import test from 'ava';
import type { EpochRecord } from '../training/index.js';
import { renderTrainingReport, type TrainingReportInput } from './training-report.js';

function epoch(phase: EpochRecord['phase'], number: number, alpha: number | null): EpochRecord {
  const kernel = { name: 'conv', bits: 2, alpha, lower: [-1, -2], upper: [1, 2] };
  const activation = { name: 'first', bits: 2, alpha, lower: [0], upper: [4] };
  return {
    ...{ phase, epoch: number, loss: 1 / number, trainAccuracy: 0.5, validationAccuracy: 0.6 },
    ...{ learningRate: 0.1, quantizerLearningRate: 0.1, imagesPerSecond: 100 },
    quantizers: phase === 'float' ? [] : [kernel, activation],
  };
}

const accuracies = { validation: 0.9, test: 0.8765, testClassMean: 0.87 };

const input: TrainingReportInput = {
  network: 'net <1>',
  dataset: 'digits',
  command: 'npx softbit train "a"',
  history: [
    ...[1, 2].map((number) => epoch('float', number, null)),
    ...[1, 2].map((number) => epoch('quantized', number, 0.2 + number / 100)),
  ],
  accuracy: { float: accuracies, quantized: accuracies, integer: accuracies },
  seconds: 600,
  classes: ['cat', 'dog'],
  confusion: [
    [9, 1],
    [0, 10],
  ],
  histograms: [{ name: 'conv', bits: 2, counts: [1, 2, 1], reach: 1.5, levels: [-1, 1] }],
  sensitivity: [{ name: 'conv', kind: 'weights', bits: 2, divergence: 0.25, accuracyChange: 0 }],
};

const contents: [title: string, expected: RegExp][] = [
  ['the accuracies', /87\.65 %<\/b><span>test accuracy, integers/],
  ['the time', /10 min<\/b><span>for 4 epochs/],
  ['where the phase changes', />quantized<\/text>/],
  ['the loss of each phase', /Loss, float phase.*Loss, quantized phase/s],
  ['α of kernels and of activations apart', /α of kernels.*conv 0\.220.*α of activations.*first/s],
  ['the mean range of a kernel', /u 1\.50<\/span> <span class="second">l -1\.50/],
  ['weights against levels', /aria-label="conv, 2 bits"/],
  ['the sensitivity of layers', /conv, 2<\/text>.*0\.2500/s],
  [
    'which classes are taken for which',
    /<th>cat<\/th><td class="right"[^>]*>9<\/td><td class="wrong"/,
  ],
  ['names without live markup', /net &lt;1&gt; on digits/],
];

for (const [title, expected] of contents) {
  test(`The report of a training shows ${title}.`, (t) => {
    t.regex(renderTrainingReport(input), expected);
  });
}

test('The same training gives the same bytes, and nothing is loaded from elsewhere.', (t) => {
  const page = renderTrainingReport(input);
  t.is(page, renderTrainingReport(input));
  t.notRegex(page, /<script|https?:|@import|url\(/);
});

test('A float training has no word of quantizers.', (t) => {
  const float = { ...input, history: input.history.slice(0, 2), histograms: [], sensitivity: [] };
  t.notRegex(renderTrainingReport(float), /α of|Ranges|levels|costs by itself/);
});
