import { liveBlocks, liveBytes, lowerBound, scratchName, type Block } from './liveness.js';
import type { MemoryTask } from './memory-task.js';
import { mergeInPlace } from './merge-in-place.js';
import { placeBlocks } from './place-blocks.js';

export interface ArenaPlan {
  /** Byte offset of every buffer. */
  readonly offsets: ReadonlyMap<string, number>;
  /** Offset of each step's scratch; 0 where it has none. */
  readonly scratchOffsets: readonly number[];
  readonly bytes: number;
  readonly lowerBoundBytes: number;
  /** Bytes taken while each step runs. */
  readonly liveBytes: readonly number[];
  /** Steps whose output took an input's place. */
  readonly inPlaceSteps: ReadonlySet<number>;
}

/** Places all buffers and all scratch of a task in one static arena. */
export function planArena(task: MemoryTask): ArenaPlan {
  const separate = liveBlocks(task);
  const inPlace = planBlocks(task, mergeInPlace(task, separate));
  if (inPlace.bytes === inPlace.lowerBoundBytes) return inPlace;
  // Larger blocks may also leave gaps that cost more than sharing saves.
  const apart = planBlocks(task, separate);
  return apart.bytes < inPlace.bytes ? apart : inPlace;
}

function planBlocks(task: MemoryTask, blocks: readonly Block[]): ArenaPlan {
  const { offsets: blockOffsets, bytes } = placeBlocks(blocks);
  const offsets = new Map(
    blocks.flatMap((block) => block.names.map((name) => [name, blockOffsets.get(block) ?? 0])),
  );
  return {
    offsets,
    scratchOffsets: task.steps.map((_, step) => offsets.get(scratchName(step)) ?? 0),
    bytes,
    lowerBoundBytes: lowerBound(blocks),
    liveBytes: task.steps.map((_, step) => liveBytes(blocks, step)),
    inPlaceSteps: new Set(
      task.steps.flatMap(({ writes, replaceable }, step) =>
        blocks.some(
          ({ names }) => names.includes(writes) && replaceable.some((name) => names.includes(name)),
        )
          ? [step]
          : [],
      ),
    ),
  };
}
