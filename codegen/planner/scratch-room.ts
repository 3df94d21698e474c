import { liveBlocks, liveBytes, lowerBound } from './liveness.js';
import type { MemoryTask } from './memory-task.js';

/**
 * Bytes of scratch that each step may use without making the arena grow: what its own live tensors
 * leave of the largest sum of tensors, and a little more. Kernels that can do with less memory in
 * more passes choose by this.
 *
 * @param task steps whose scratch is not known yet
 * @param spareBytes what scratch may add where tensors are largest
 */
export function scratchRoom(task: MemoryTask, spareBytes: number): number[] {
  const blocks = liveBlocks(task);
  const peak = lowerBound(blocks);
  return task.steps.map((_, step) => peak + spareBytes - liveBytes(blocks, step));
}
