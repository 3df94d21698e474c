/** What the planner plans: steps in execution order that read and write named buffers. */
export interface MemoryTask {
  readonly steps: readonly MemoryStep[];
  /** Buffers that hold something before the first step. */
  readonly inputs: readonly string[];
  /** Buffers that must survive the last step. */
  readonly outputs: readonly string[];
  readonly bytes: ReadonlyMap<string, number>;
}

export interface MemoryStep {
  readonly reads: readonly string[];
  readonly writes: string;
  /** Read buffers that `writes` may overwrite while the step runs. */
  readonly replaceable: readonly string[];
  readonly scratchBytes: number;
}

/** Every offset and size is a multiple of this, so that 32-bit values may lie anywhere. */
export const ALIGNMENT = 4;

export function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
