import { lowerBound, type Block } from './liveness.js';
import type { MemoryTask } from './memory-task.js';

/**
 * Lets a step's output take the block of a replaceable input that nobody reads afterwards: the two
 * blocks become one that lives from the first one's beginning to the second one's end. Not where
 * that costs more than it saves, as when a small output would keep a large block alive.
 */
export function mergeInPlace({ steps }: MemoryTask, blocks: readonly Block[]): Block[] {
  return steps.reduce<Block[]>(
    (merged, { writes, replaceable }, step) => {
      const output = blockOf(merged, writes);
      const dying = replaceable
        .map((name) => blockOf(merged, name))
        .filter(({ last, bytes }) => last === step && bytes >= output.bytes);
      if (dying.length === 0) return merged;
      const joined = join(merged, dying[0], output);
      return lowerBound(joined) <= lowerBound(merged) ? joined : merged;
    },
    [...blocks],
  );
}

function blockOf(blocks: readonly Block[], name: string): Block {
  const block = blocks.find(({ names }) => names.includes(name));
  if (!block) throw new Error(`buffer ${name} has no block`);
  return block;
}

function join(blocks: readonly Block[], input: Block, output: Block): Block[] {
  const joined: Block = { ...input, names: [...input.names, ...output.names], last: output.last };
  return blocks
    .filter((block) => block !== output)
    .map((block) => (block === input ? joined : block));
}
