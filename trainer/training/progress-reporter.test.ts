import test from 'ava';
import { remainingSeconds, type Progress } from './progress.js';
import { describeProgress, progressReporter } from './progress-reporter.js';

const progress: Progress = {
  phase: 'float',
  epoch: 2,
  epochs: 8,
  step: 40,
  steps: 469,
  loss: 0.31249,
  accuracy: 0.98765,
  imagesPerSecond: 7123.4,
  remainingSeconds: 125.2,
};

const epochEnd: Progress = { ...progress, step: 469, validationAccuracy: 0.9912 };

function reported(stream: { isTTY?: boolean; columns?: number }, events: Progress[]): string {
  let text = '';
  const report = progressReporter({ ...stream, write: (part: string) => (text += part) });
  events.forEach(report);
  return text;
}

const lines: { title: string; change: Partial<Progress>; line: RegExp }[] = [
  {
    title: 'a step',
    change: {},
    line: /^Float pre-training 2\/8, step 40\/469, loss 0\.312, train 98\.77 %, 7123 images\/s, 2 min 5 s left$/,
  },
  {
    title: 'the end of an epoch',
    change: { validationAccuracy: 0.9912 },
    line: /2\/8, validation 99\.12 %, loss/,
  },
  { title: 'fine-tuning', change: { phase: 'quantized' }, line: /^Quantized fine-tuning 2\/8/ },
  { title: 'seconds', change: { remainingSeconds: 59.2 }, line: / 59 s left$/ },
  { title: 'hours', change: { remainingSeconds: 3725 }, line: / 1 h 2 min left$/ },
];

for (const { title, change, line } of lines) {
  test(`${title} is told in one line`, (t) => {
    t.regex(describeProgress({ ...progress, ...change }), line);
  });
}

test('a log gets one line an epoch and no control characters', (t) => {
  const text = reported({}, [progress, progress, epochEnd, progress, epochEnd]);
  t.is(text, `${describeProgress(epochEnd)}\n`.repeat(2));
});

test('a terminal gets one line that is rewritten, and a new one after each epoch', (t) => {
  const text = reported({ isTTY: true, columns: 200 }, [progress, progress, epochEnd]);
  t.is(text, `\r${describeProgress(progress)}\x1b[K\r${describeProgress(epochEnd)}\x1b[K\n`);
});

test('a narrow terminal never has a line that wraps', (t) => {
  const text = reported({ isTTY: true, columns: 40 }, [progress]);
  t.is(text, `\r${describeProgress(progress).slice(0, 39)}\x1b[K`);
});

test('the remaining time counts later phases at their slower pace', (t) => {
  const options = { imagesPerSecond: 100, images: 1000, imagesLater: 500 };
  t.is(remainingSeconds({ ...options, phase: 'float' }), 18);
  t.is(remainingSeconds({ ...options, imagesLater: 0, phase: 'quantized' }), 10);
});
