import type { BackendName } from '../../backend/index.js';
import type { Batch } from '../../data/index.js';
import type { ShardResult } from './average-shards.js';
import type { ReplicaTask } from './replica.js';

/** What the parent tells a worker process. Only what has changed since the last shard is sent. */
export type ParentMessage =
  | { readonly kind: 'task'; readonly backend: BackendName; readonly task: ReplicaTask }
  | ({ readonly kind: 'shard' } & Shard);

/** What a worker answers, one message to each of the parent's. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly reason: string }
  | ({ readonly kind: 'result' } & ShardResult);

/** A worker's part of a step. */
export interface Shard {
  readonly batch: Batch;
  /** Share of the phase's steps that are over. */
  readonly progress: number;
  /** New values of the model's variables in their order; nothing where the worker knows them. */
  readonly changed: readonly (Float32Array | undefined)[];
}
