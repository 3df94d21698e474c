import { on, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { Batch, BatchOptions } from '../batches.js';
import type { Shape, Split } from '../dataset.js';
import { shareSplit } from './share-split.js';

const program = fileURLToPath(new URL('./thread-main.js', import.meta.url));

/** Batches that wait while the present one is trained on. */
const ahead = 2;

export interface ThreadData {
  readonly split: Split;
  readonly shape: Shape;
}

export interface EpochRequest {
  readonly options: BatchOptions;
  readonly port: MessagePort;
}

/**
 * A thread that makes the batches of epochs while this one is in a step: TensorFlow's operations
 * block it. It must be ended.
 *
 * @example
 * const thread = new BatchThread(train, shape);
 * for await (const batch of thread.epoch(options)) step(batch);
 * await thread.end();
 */
export class BatchThread {
  readonly #split: Split;
  readonly #thread: Worker;
  readonly #ended: Promise<unknown>;
  #error: unknown = new Error('The thread that makes batches has ended.');

  constructor(split: Split, shape: Shape) {
    this.#split = split;
    const workerData: ThreadData = { split: shareSplit(split), shape };
    // Options of this process such as `--eval` are not for the thread.
    this.#thread = new Worker(program, { workerData, execArgv: [] });
    this.#thread.on('error', (error) => (this.#error = error));
    this.#ended = once(this.#thread, 'exit');
  }

  /** The very batches that `batches` gives with these options. */
  async *epoch(options: BatchOptions): AsyncGenerator<Batch, void> {
    const { port1: replies, port2: port } = new MessageChannel();
    const request: EpochRequest = { options, port };
    this.#thread.postMessage(request, [port]);
    let missing = Math.ceil(this.#split.count / options.batchSize);
    try {
      for (let wanted = 0; wanted < ahead; wanted++) replies.postMessage(null);
      for await (const [batch] of on(replies, 'message', { close: ['close'] })) {
        replies.postMessage(null);
        missing -= 1;
        yield batch as Batch;
      }
    } finally {
      replies.close();
    }
    if (missing > 0) await this.#tellWhy();
  }

  async end(): Promise<void> {
    await this.#thread.terminate();
  }

  async #tellWhy(): Promise<never> {
    await this.#ended;
    throw this.#error;
  }
}
