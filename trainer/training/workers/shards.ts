import type { Batch } from '../../data/index.js';

/**
 * Divides a batch among workers, the first images to the first. Shards differ by one image at most;
 * of a batch smaller than their number some workers get nothing, and there are fewer shards.
 */
export function splitBatch({ images, labels, count }: Batch, workers: number): Batch[] {
  const size = images.length / count;
  const shards = Math.min(workers, count);
  return Array.from({ length: shards }, (_, shard) => {
    const start = Math.ceil((shard * count) / shards);
    const end = Math.ceil(((shard + 1) * count) / shards);
    return {
      images: images.subarray(start * size, end * size),
      labels: labels.subarray(start, end),
      count: end - start,
    };
  });
}
