import test from 'ava';
import { learningRateFactor } from './schedule.js';

const rows = [
  { title: 'the first warm-up step is a fraction, not 0', step: 0, warmUpSteps: 4, factor: 0.25 },
  { title: 'warm-up ends at the peak', step: 3, warmUpSteps: 4, factor: 1 },
  { title: 'the cosine starts at the peak', step: 4, warmUpSteps: 4, factor: 1 },
  { title: 'half-way down it is a half', step: 54, warmUpSteps: 4, factor: 0.5 },
  { title: 'without warm-up it starts at the peak', step: 0, warmUpSteps: 0, factor: 1 },
  { title: 'a floor lifts the middle', step: 54, warmUpSteps: 4, floor: 0.2, factor: 0.6 },
  {
    title: 'past the end it stays on the floor',
    step: 400,
    warmUpSteps: 4,
    floor: 0.1,
    factor: 0.1,
  },
];

for (const { title, factor, ...options } of rows) {
  test(title, (t) => {
    const actual = learningRateFactor({ steps: 104, ...options });
    t.true(Math.abs(actual - factor) < 1e-12, `${actual}`);
  });
}

test('every factor of a phase is above 0 and at most 1, and falls once warm-up is over', (t) => {
  const factors = Array.from({ length: 50 }, (_, step) =>
    learningRateFactor({ step, steps: 50, warmUpSteps: 5 }),
  );
  t.true(factors.every((factor) => factor > 0 && factor <= 1));
  const afterWarmUp = factors.slice(5);
  t.true(afterWarmUp.every((factor, i) => i === 0 || factor < afterWarmUp[i - 1]));
});
