import test from 'ava';
import { LineQuality } from './line-quality.js';

test('On a sound line a frame carries as much as it can.', (t) => {
  const quality = new LineQuality();
  for (let frame = 0; frame < 10; frame++) quality.record(1024, true);
  t.is(quality.errorRate, 0);
  t.is(quality.carriedBytes(1024), 1024);
});

const rates: [lossEvery: number, payload: number, carried: number][] = [
  // One altered byte in 100: k·(k + 13) = 13 / 0.01 has the solution 30, two blocks of 16 bytes.
  [2, 37, 32],
  // In 1,000: 108, seven blocks.
  [10, 87, 112],
  // In 10: 6, and no piece is smaller than a block.
  [1, 7, 16],
];

for (const [lossEvery, payload, carried] of rates) {
  test(`Where one of ${lossEvery} frames of ${payload} bytes is lost, ${carried} bytes are carried.`, (t) => {
    const quality = new LineQuality();
    // Ends between two losses: right after one, the guess is somewhat above the rate.
    const frames = 200 * lossEvery + Math.floor(lossEvery / 2);
    for (let frame = 1; frame <= frames; frame++) quality.record(payload, frame % lossEvery !== 0);
    t.is(quality.carriedBytes(1024), carried);
  });
}

test('A line that has become sound carries long frames again.', (t) => {
  const quality = new LineQuality();
  for (let frame = 0; frame < 100; frame++) quality.record(32, false);
  const before = quality.carriedBytes(1024);
  for (let frame = 0; frame < 1000; frame++) quality.record(quality.carriedBytes(1024), true);
  t.is(before, 16);
  t.is(quality.carriedBytes(1024), 1024);
});
