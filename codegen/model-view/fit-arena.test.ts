import test from 'ava';
import { benchNetwork } from '../networks/bench-network.js';
import { SoftbitError } from '../softbit-error.js';
import { testMachines } from '../testing/test-machines.js';
import { fitArena } from './fit-arena.js';

const model = benchNetwork('resnet8', { weights: 2, activations: 2 });
const options = { model, ...testMachines['cortex-m4'] };

test('a smaller budget of RAM takes kernels with less scratch, within the budget', (t) => {
  const free = fitArena(options).plan.bytes;
  for (const arenaBytes of [free, 19_000, 17_500, 15_000]) {
    const { plan } = fitArena({ ...options, policy: { arenaBytes } });
    t.true(plan.bytes <= arenaBytes, `${plan.bytes} of ${arenaBytes}`);
  }
});

test('optimized for RAM, the arena is the smallest of all', (t) => {
  const frugal = fitArena({ ...options, policy: { optimize: 'ram' } });
  t.true(frugal.plan.bytes < fitArena(options).plan.bytes);
  t.true(frugal.lowered.choices.every(({ reason }) => reason.startsWith('the least scratch')));
});

test('a budget that nothing fits is refused with the least that would do', (t) => {
  const least = fitArena({ ...options, policy: { optimize: 'ram' } }).plan.bytes;
  const error = t.throws(() => fitArena({ ...options, policy: { arenaBytes: 9000 } }), {
    instanceOf: SoftbitError,
  });
  t.is(error.code, 'SB_BUDGET_RAM');
  t.regex(error.message, new RegExp(`at least ${least} bytes.*budget is 9000`));
});
