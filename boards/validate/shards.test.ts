import test from 'ava';
import { Score } from '../../codegen/index.js';
import type { SampleProgress, SampleResults } from './run-samples.js';
import { divideSamples, mergeResults, sumProgress } from './shards.js';

const samples = Array.from({ length: 10 }, (_, label) => ({ bytes: new Uint8Array(1), label }));

const divisions: [count: number, parts: number, from: number[]][] = [
  [10, 1, [0]],
  [10, 2, [0, 5]],
  [10, 3, [0, 3, 6]],
  [2, 5, [0, 1]],
];

for (const [count, parts, from] of divisions) {
  test(`${count} samples in ${parts} parts begin at ${from.join(', ')}.`, (t) => {
    const all = samples.slice(0, count);
    const shards = divideSamples(all, parts);
    t.deepEqual(
      shards.map((shard) => shard.from),
      from,
    );
    t.deepEqual(
      shards.flatMap((shard) => shard.samples),
      all,
    );
  });
}

/** Of samples with these answers; the label of each is its class 0 or 1 in turn. */
function results(answers: readonly number[], change: Partial<SampleResults> = {}): SampleResults {
  const device = new Score();
  answers.forEach((answer, index) => device.add(index % 2, answer));
  const spent = { wire: 3, device: 2, host: 1 };
  const common = {
    equal: answers.length,
    firstMismatch: null,
    ticks: [...answers],
    seconds: 1,
    spent,
  };
  return { device, reference: device, ...common, ...change };
}

test('Scores of parts are the score of the whole, also by class.', (t) => {
  const whole = results([0, 1, 1, 1, 0, 0, 0, 1]).device;
  const merged = mergeResults([results([0, 1, 1, 1]), results([0, 0, 0, 1])]);
  t.is(merged.device.accuracy, whole.accuracy);
  t.is(merged.device.classMeanAccuracy, whole.classMeanAccuracy);
  t.is(merged.device.accuracy, 6 / 8);
});

test('Ticks come in the samples’ order, and the slowest part is the time.', (t) => {
  const merged = mergeResults([results([3, 1], { seconds: 2 }), results([4], { seconds: 5 })]);
  t.deepEqual(merged.ticks, [3, 1, 4]);
  t.is(merged.seconds, 5);
  t.deepEqual(merged.spent, { wire: 6, device: 4, host: 2 });
  t.is(merged.equal, 3);
});

test('The first mismatch is the one of the first sample, whichever part was faster.', (t) => {
  const mismatch = (sample: number) => ({ sample, output: 0, expected: 1, actual: 2 });
  const parts = [results([1]), results([1], { firstMismatch: mismatch(5) })];
  t.is(mergeResults(parts).firstMismatch?.sample, 5);
  const both = [results([1], { firstMismatch: mismatch(2) }), parts[1]];
  t.is(mergeResults(both).firstMismatch?.sample, 2);
});

test('Progress of parts adds up, weighted by what each has done.', (t) => {
  const shards = divideSamples(samples, 2);
  const seen: SampleProgress[] = [];
  const [first, second] = sumProgress(shards, (progress) => void seen.push(progress));
  first({ done: 1, total: 5, equal: 1, accuracy: 1, samplesPerSecond: 2 });
  second({ done: 3, total: 5, equal: 2, accuracy: 1 / 3, samplesPerSecond: 4 });
  t.deepEqual(seen, [
    { done: 1, total: 10, equal: 1, accuracy: 1, samplesPerSecond: 2 },
    { done: 4, total: 10, equal: 3, accuracy: 0.5, samplesPerSecond: 6 },
  ]);
});
