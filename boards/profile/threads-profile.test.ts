import test from 'ava';
import { parseBlockCounts, parseThreadCounts } from '../timing/block-counts.js';
import { threadsOf } from './threads-profile.js';

const text = [
  'start 0',
  '1 8000 8006 3 100 1',
  'thread 0 0 900',
  'thread 1 0 300',
  'thread 1 1 100',
  'thread 2 0 40',
  'thread 2 1 60',
  '',
].join('\n');

test('Threads wait for the busiest one of every layer.', (t) => {
  const profile = threadsOf(2, parseThreadCounts(text));
  t.deepEqual(profile, { count: 2, criticalInstructions: 300 + 60, modelledSpeedUp: 1.39 });
});

test('Lines of threads are none of blocks.', (t) => {
  t.is(parseBlockCounts(text).length, 1);
  t.is(parseThreadCounts(text).length, 5);
});
