// The program of a batch thread. It must not import TensorFlow, which takes a second to load.
import { parentPort, workerData } from 'node:worker_threads';
import { batches } from '../batches.js';
import type { EpochRequest, ThreadData } from './batch-thread.js';

const { split, shape } = workerData as ThreadData;

/** A batch for each message on the epoch's port, which is closed when there is none any more. */
parentPort!.on('message', ({ options, port }: EpochRequest) => {
  const epoch = batches(split, shape, options);
  port.on('message', () => {
    const next = epoch.next();
    if (next.done === true) {
      port.close();
      return;
    }
    const { images, labels } = next.value;
    port.postMessage(next.value, [images.buffer as ArrayBuffer, labels.buffer as ArrayBuffer]);
  });
});
