import { liveBlocks, liveBytes, lowerBound } from './liveness.js';
import type { MemoryTask } from './memory-task.js';

/** What scratch may add to the memory of tensors where these are largest. */
const SPARE_BYTES = 6144;

/**
 * Bytes of scratch that each step may use without making the arena grow: what its own live tensors
 * leave of the largest sum of tensors, and a little more. Kernels that can do with less memory in
 * more passes choose by this.
 *
 * @param task steps whose scratch is not known yet
 */
export function scratchRoom(task: MemoryTask): number[] {
  const blocks = liveBlocks(task);
  const peak = lowerBound(blocks);
  return task.steps.map((_, step) => peak + SPARE_BYTES - liveBytes(blocks, step));
}
