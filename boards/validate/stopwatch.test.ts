import test from 'ava';
import { sharesOf, Stopwatch, sumOfTimes, type TimeSpent } from './stopwatch.js';

const answer = { ticks: 5000, outputs: new Int32Array(1), loadMs: 30, runMs: 10 };

function milliseconds({ wire, device, host }: TimeSpent): TimeSpent {
  const round = (seconds: number): number => Math.round(1000 * seconds);
  return { wire: round(wire), device: round(device), host: round(host) };
}

test('Where the timer tells real time, the device’s share is its own.', (t) => {
  const watch = new Stopwatch(1_000_000);
  watch.time(answer);
  t.deepEqual(milliseconds(watch.spent(10, 0.5)), { wire: 350, device: 50, host: 100 });
});

test('Where it counts instructions, the device has what comes behind the input.', (t) => {
  const watch = new Stopwatch(undefined);
  watch.time(answer);
  t.deepEqual(milliseconds(watch.spent(10, 0.5)), { wire: 300, device: 100, host: 100 });
});

test('Slow first samples make no part greater than the whole.', (t) => {
  const watch = new Stopwatch(undefined);
  watch.time(answer);
  t.deepEqual(milliseconds(watch.spent(10, 0.2)), { wire: 150, device: 50, host: 0 });
});

test('Eight samples are timed, and no more.', (t) => {
  const watch = new Stopwatch(undefined);
  for (let sample = 0; sample < 8; sample++) {
    t.true(watch.wants);
    watch.time(answer);
  }
  t.false(watch.wants);
});

test('Parts of several devices add up, and shares are of the whole.', (t) => {
  const times = { wire: 2, device: 1, host: 1 };
  t.deepEqual(sumOfTimes([times, times]), { wire: 4, device: 2, host: 2 });
  t.deepEqual(sharesOf(times), { wire: 0.5, device: 0.25, host: 0.25 });
});
