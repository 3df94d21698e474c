import test from 'ava';
import { splitBatch } from './shards.js';

const rows = [
  { count: 8, workers: 2, expected: [4, 4] },
  { count: 7, workers: 2, expected: [4, 3] },
  { count: 8, workers: 3, expected: [3, 3, 2] },
  { count: 2, workers: 4, expected: [1, 1] },
  { count: 5, workers: 1, expected: [5] },
];

for (const { count, workers, expected } of rows) {
  test(`${count} images among ${workers} workers are ${expected.join(' + ')}, in order.`, (t) => {
    const images = Float32Array.from({ length: 3 * count }, (_, at) => Math.floor(at / 3));
    const labels = Uint8Array.from({ length: count }, (_, at) => at);
    const shards = splitBatch({ images, labels, count }, workers);
    t.deepEqual(
      shards.map((shard) => shard.count),
      expected,
    );
    t.deepEqual(
      shards.flatMap((shard) => [...shard.images]),
      [...images],
    );
    t.deepEqual(
      shards.flatMap((shard) => [...shard.labels]),
      [...labels],
    );
  });
}
