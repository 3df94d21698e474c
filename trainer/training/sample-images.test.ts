import test from 'ava';
import { spreadBatches } from './sample-images.js';

const rows = [
  { title: 'a few of many', count: 10, wanted: 4, batchSize: 2, batches: [[0, 5], [2, 7]] }, // prettier-ignore
  { title: 'all in one batch', count: 4, wanted: 4, batchSize: 4, batches: [[0, 1, 2, 3]] },
  { title: 'more than there are', count: 3, wanted: 9, batchSize: 2, batches: [[0, 2], [1]] }, // prettier-ignore
  { title: 'none', count: 0, wanted: 9, batchSize: 2, batches: [] },
];

for (const { title, count, wanted, batchSize, batches } of rows) {
  test(`images are spread evenly: ${title}`, (t) => {
    t.deepEqual(spreadBatches(count, wanted, batchSize), batches);
  });
}

test('each batch of a split that is sorted by class holds every class', (t) => {
  const batches = spreadBatches(1000, 600, 100);
  t.is(batches.length, 6);
  for (const batch of batches) {
    t.is(new Set(batch.map((index) => Math.floor(index / 100))).size, 10);
  }
});
