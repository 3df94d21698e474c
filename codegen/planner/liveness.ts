import { align, type MemoryTask } from './memory-task.js';

/** A stretch of the arena and the steps, both included, during which it is taken. */
export interface Block {
  /** Buffers that share it one after the other, or the name of a step's scratch. */
  readonly names: readonly string[];
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/** Name of a step's scratch among the buffers; buffers of a graph have no space in their names. */
export function scratchName(step: number): string {
  return `scratch ${step}`;
}

/**
 * One block for every buffer, from the step that writes it (−1 for inputs) to the last that reads
 * it, and one for every step's scratch.
 */
export function liveBlocks(task: MemoryTask): Block[] {
  const buffers = [...task.bytes.keys()].map((name) => bufferBlock(task, name));
  const scratch = task.steps.map(({ scratchBytes }, step) => ({
    names: [scratchName(step)],
    bytes: align(scratchBytes),
    first: step,
    last: step,
  }));
  return [...buffers, ...scratch].filter(({ bytes }) => bytes > 0);
}

function bufferBlock({ steps, inputs, outputs, bytes }: MemoryTask, name: string): Block {
  const first = inputs.includes(name) ? -1 : steps.findIndex(({ writes }) => writes === name);
  const lastRead = steps.findLastIndex(({ reads }) => reads.includes(name));
  return {
    names: [name],
    bytes: align(bytes.get(name) ?? 0),
    first,
    last: outputs.includes(name) ? steps.length : Math.max(first, lastRead),
  };
}

/** Do two blocks ever hold something at the same time? */
export function overlapInTime(a: Block, b: Block): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** Sum of the blocks that are taken while a step runs; the inputs wait at step −1. */
export function liveBytes(blocks: readonly Block[], step: number): number {
  return blocks
    .filter(({ first, last }) => first <= step && step <= last)
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

/** No plan can take less than the greatest sum of blocks that are taken at the same time. */
export function lowerBound(blocks: readonly Block[]): number {
  return Math.max(0, ...blocks.map(({ first }) => liveBytes(blocks, first)));
}
