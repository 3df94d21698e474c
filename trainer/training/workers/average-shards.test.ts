import test from 'ava';
import { averageShards, type ShardResult } from './average-shards.js';

const shard = (count: number, value: number): ShardResult => ({
  count,
  loss: value,
  correct: count - 1,
  gradients: [Float32Array.of(value, 0.1), null],
  averages: [Float32Array.of(value)],
});

const rows = [
  { shards: [[3, 8]], mean: 8 },
  {
    shards: [
      [1, 8],
      [3, 4],
    ],
    mean: 5,
  },
  {
    shards: [
      [2, 8],
      [1, 4],
      [1, 12],
    ],
    mean: 8,
  },
] as const;

for (const { shards, mean } of rows) {
  test(`Shards of ${shards.map(([count]) => count).join(' + ')} images count by their images.`, (t) => {
    const { count, loss, correct, gradients, averages } = averageShards(
      shards.map(([images, value]) => shard(images, value)),
    );
    t.is(loss, mean);
    t.is(correct, count - shards.length);
    t.deepEqual(averages, [Float32Array.of(mean)]);
    t.deepEqual(gradients, [Float32Array.of(mean, 0.1), null]);
  });
}
