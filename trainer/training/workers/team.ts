import { currentBackend, threadsOf } from '../../backend/index.js';
import type { Batch } from '../../data/index.js';
import { computeGradients, type BatchGradients } from '../compute-gradients.js';
import { readWeights } from '../model-weights.js';
import type { Phase } from '../phase.js';
import { averageShards, type ShardResult } from './average-shards.js';
import type { Shard } from './messages.js';
import { writeVariables } from './model-description.js';
import { pinProcesses } from './pin-processes.js';
import { describeTask } from './replica.js';
import { splitBatch } from './shards.js';
import { WorkerProcess } from './worker-process.js';

/**
 * The workers of a phase, of which this process is the first. Each has the whole model and computes
 * the gradient of its shard of a batch; the mean of the gradients is what one worker would have
 * computed of the whole, but that each normalizes by the batch norm statistics of its own shard.
 */
export class Team {
  readonly #phase: Phase;
  readonly #others: readonly WorkerProcess[];
  /** The variables as the others know them. */
  #known: readonly Float32Array[] = [];
  #unpin: () => Promise<void> = async () => {};

  private constructor(phase: Phase, others: readonly WorkerProcess[]) {
    this.#phase = phase;
    this.#others = others;
  }

  /**
   * Starts the other workers and gives each the model.
   *
   * @param workers This process included.
   * @throws SoftbitError `SB_WORKER_FAILED`, `SB_WORKER_DIED`
   */
  static async assemble(phase: Phase, workers: number): Promise<Team> {
    const others = Array.from(
      { length: workers - 1 },
      (_, index) => new WorkerProcess({ worker: index + 1, workers }, threadsOf(workers)),
    );
    const team = new Team(phase, others);
    try {
      await team.#instruct();
      team.#unpin = await pinProcesses(team.processes);
    } catch (error) {
      await team.dismiss();
      throw error;
    }
    return team;
  }

  /** The other workers' process ids. */
  get processes(): number[] {
    return this.#others.map(({ id }) => id);
  }

  /**
   * Gradients of a batch; batch norm's moving averages follow it.
   *
   * @param progress Share of the phase's steps that are over.
   * @throws SoftbitError `SB_WORKER_DIED`, `SB_WORKER_FAILED`
   */
  async computeGradients(batch: Batch, progress: number): Promise<BatchGradients> {
    if (this.#others.length === 0) return this.#computeOwn(batch, progress);
    const [own, ...shards] = splitBatch(batch, this.#others.length + 1);
    const answers = await this.#handOut(shards, progress);
    const found = this.#computeOwn(own, progress);
    const mean = averageShards([found, ...((await Promise.all(answers)) as ShardResult[])]);
    const { model } = this.#phase;
    writeVariables(model.nonTrainableWeights, mean.averages);
    return mean;
  }

  /** Ends the other workers. */
  async dismiss(): Promise<void> {
    await Promise.all([this.#unpin(), ...this.#others.map((worker) => worker.end())]);
  }

  async #instruct(): Promise<void> {
    if (this.#others.length === 0) return;
    const message = {
      kind: 'task',
      backend: currentBackend(),
      task: describeTask(this.#phase),
    } as const;
    await Promise.all(this.#others.map((worker) => worker.ask(message).answer));
  }

  /** Waits until all is sent: the step that follows would hold it up. */
  async #handOut(shards: readonly Batch[], progress: number): Promise<Promise<unknown>[]> {
    const changed = this.#changes();
    const asked = shards.map((batch, index) => {
      const shard: Shard = { batch, progress, changed };
      return this.#others[index].ask({ kind: 'shard', ...shard });
    });
    await Promise.all(asked.map(({ sent }) => sent));
    // Those without a shard have missed the changes.
    if (shards.length < this.#others.length) this.#known = [];
    return asked.map(({ answer }) => answer);
  }

  #changes(): (Float32Array | undefined)[] {
    const now = readWeights(this.#phase.model);
    const before = this.#known;
    this.#known = now;
    return now.map((values, place) => (isSame(values, before[place]) ? undefined : values));
  }

  #computeOwn(batch: Batch, progress: number): ShardResult {
    const { model, optimizer, recipe, teacher, penalty } = this.#phase;
    const { labelSmoothing } = recipe;
    const variables = optimizer.parameters.map(({ variable }) => variable);
    const options = { model, variables, batch, labelSmoothing, teacher, penalty, progress };
    const found = computeGradients(options);
    const averages = model.nonTrainableWeights.map((variable) =>
      Float32Array.from(variable.read().dataSync()),
    );
    return { ...found, count: batch.count, averages };
  }
}

function isSame(values: Float32Array, before: Float32Array | undefined): boolean {
  return before !== undefined && bytesOf(values).equals(bytesOf(before));
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
