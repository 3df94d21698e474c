import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { workerDied, workerFailed, type WorkerPlace } from '../errors.js';
import type { ParentMessage, WorkerMessage } from './messages.js';

const program = fileURLToPath(new URL('./worker-main.js', import.meta.url));

interface Waiting {
  readonly resolve: (message: WorkerMessage) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A child process that answers one message at a time. It is a process and not a thread, because
 * TensorFlow's C library and the bindings to it keep their state once for each process.
 */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #place: WorkerPlace;
  readonly #ended: Promise<unknown>;
  #waiting: Waiting | null = null;
  #death: Error | null = null;

  /** @param threads That its native library may use. */
  constructor(place: WorkerPlace, threads: number) {
    this.#place = place;
    const env = { TF_NUM_INTRAOP_THREADS: String(threads), ...process.env };
    // Options of this process such as a debugger's port are not for the child.
    this.#child = fork(program, { serialization: 'advanced', env, execArgv: [] });
    this.#ended = once(this.#child, 'exit');
    this.#child.on('message', (message: WorkerMessage) => this.#receive(message));
    this.#child.on('error', (error) => this.#fail(workerFailed(place, error.message)));
    this.#child.on('exit', (code, signal) => this.#fail(workerDied(place, code, signal)));
  }

  get id(): number {
    return this.#child.pid!;
  }

  /**
   * Sends a message.
   *
   * @returns `sent` once it is on its way as a whole: until then this thread must not be kept busy;
   * and the answer, which is rejected when the worker fails or ends
   */
  ask(message: ParentMessage): { sent: Promise<void>; answer: Promise<WorkerMessage> } {
    const answer = new Promise<WorkerMessage>((resolve, reject) => {
      if (this.#death) reject(this.#death);
      else this.#waiting = { resolve, reject };
    });
    // Whoever asks awaits it later, and a worker may end before.
    answer.catch(() => {});
    const sent = new Promise<void>((resolve) => {
      this.#child.send(message, () => resolve());
    });
    return { sent, answer };
  }

  /** Ends the process, which has nothing to lose, and waits until it is gone. */
  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #receive(message: WorkerMessage): void {
    if (message.kind === 'failed') this.#fail(workerFailed(this.#place, message.reason));
    else this.#waiting?.resolve(message);
    this.#waiting = null;
  }

  #fail(error: Error): void {
    this.#death ??= error;
    this.#waiting?.reject(this.#death);
    this.#waiting = null;
  }
}
