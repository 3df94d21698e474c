// The program of a worker process: it answers the parent's messages until the parent is gone.
import process from 'node:process';
import { selectBackend } from '../../backend/index.js';
import type { ParentMessage, WorkerMessage } from './messages.js';
import { createReplica, type Replica } from './replica.js';

let replica: Replica | undefined;

async function answer(message: ParentMessage): Promise<WorkerMessage> {
  if (message.kind === 'shard') return { kind: 'result', ...replica!.compute(message) };
  await selectBackend({ prefer: message.backend });
  replica = await createReplica(message.task);
  return { kind: 'ready' };
}

function failure(error: unknown): WorkerMessage {
  return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
}

/** Ctrl-C goes to the terminal's whole group, but it is the parent that ends a training in order. */
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});

process.on('disconnect', () => process.exit());
process.on('message', (message: ParentMessage) => {
  void answer(message)
    .catch(failure)
    .then((reply) => process.send!(reply));
});
