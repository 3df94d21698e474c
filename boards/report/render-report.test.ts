import test from 'ava';
import { generateModelFiles, randomModel } from '../../codegen/index.js';
import { analyzeModel } from '../validate/analyze-model.js';
import type { ValidationReport } from '../validate/report.js';
import { renderReport, type TrainingEpoch } from './render-report.js';

const model = randomModel(1);
const { memory } = generateModelFiles({ model, features: [], core: 'host' });

const validation: ValidationReport = {
  board: 'a <board> & "more"',
  model: model.name,
  modelHash: 'ab'.repeat(32),
  samples: 1000,
  accuracy: 0.9876,
  referenceAccuracy: 0.9876,
  classMeanAccuracy: 0.98,
  bitExact: { equal: 1000, total: 1000 },
  firstMismatch: null,
  instructionsPerInference: 1_234_567,
  instructions: { min: 1, max: 2 },
  flash: { model: 10, runtime: 20, firmware: 30, total: 60 },
  ram: { arena: 100, input: 50, stack: 40, stackReserve: 80, total: 200 },
  analyze: analyzeModel(model, memory),
  link: {
    resentFrames: 0,
    resets: 0,
    samplesPerSecond: 10,
    share: { wire: 0.5, device: 0.25, host: 0.25 },
  },
};

function epoch(phase: string, alpha: number | null): TrainingEpoch {
  const quantizers = alpha === null ? [] : [{ name: 'conv', alpha }];
  return { phase, loss: 1, trainAccuracy: 0.5, validationAccuracy: 0.6, quantizers };
}

const training = [epoch('float', null), epoch('quantized', 0.2), epoch('quantized', 0.25)];

const contents: [title: string, expected: RegExp][] = [
  ['the verdict', /verdict good">Bit-exact: all 1,000 samples/],
  ['accuracy', /98\.76 %/],
  ['instructions', /1,234,567/],
  ['the accuracy curve', /aria-label="Accuracy"/],
  ['α where quantizers have one', /α of the quantizers/],
  ['names without live markup', /a &lt;board&gt; &amp; &quot;more&quot;/],
];

for (const [title, expected] of contents) {
  test(`The report shows ${title}.`, (t) => {
    t.regex(renderReport({ model, validation, training }), expected);
  });
}

test('The same input gives the same bytes, and nothing is loaded from elsewhere.', (t) => {
  const page = renderReport({ model, validation, training });
  t.is(page, renderReport({ model, validation, training }));
  t.notRegex(page, /<script|https?:|@import|url\(/);
});

test('A mismatch turns the verdict.', (t) => {
  const page = renderReport({
    model,
    validation: { ...validation, bitExact: { equal: 998, total: 1000 } },
    training: [],
  });
  t.regex(page, /verdict bad">2 of 1,000 samples differ/);
});

test('Without a known training there are no curves.', (t) => {
  t.notRegex(renderReport({ model, validation, training: [] }), /<h2>Training/);
});
