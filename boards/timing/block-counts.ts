/** How often a translation block ran in one region; see `boards/emulator/plugin/count_blocks.c`. */
export interface BlockCount {
  readonly region: number;
  /** First address, and the one behind the last instruction, as the program is loaded. */
  readonly address: number;
  readonly end: number;
  readonly instructions: number;
  readonly executions: number;
  /** How often the block right behind it in memory came next: its last branch was not taken. */
  readonly followed: number;
}

/** What one thread executed in a region; on bare metal a thread is a processor. */
export interface ThreadCount {
  readonly region: number;
  readonly thread: number;
  readonly instructions: number;
}

const THREAD = 'thread ';

/** Reads how many instructions each thread executed from what the block-counting plugin wrote. */
export function parseThreadCounts(text: string): ThreadCount[] {
  const lines = text.split('\n').filter((line) => line.startsWith(THREAD));
  return lines.map((line) => {
    const [region, thread, instructions] = line.slice(THREAD.length).split(' ').map(Number);
    return { region, thread, instructions };
  });
}

/**
 * Reads what the block-counting plugin wrote of blocks.
 *
 * @example
 * parseBlockCounts('start 0\n1 8000 8006 3 100 1\n')[0].executions; // 100
 */
export function parseBlockCounts(text: string): BlockCount[] {
  const [, ...lines] = text.trimEnd().split('\n');
  const blocks = lines.filter((line) => !line.startsWith(THREAD));
  return blocks.map((line) => {
    const [region, address, end, instructions, executions, followed] = line.split(' ');
    return {
      region: Number(region),
      address: Number.parseInt(address, 16),
      end: Number.parseInt(end, 16),
      instructions: Number(instructions),
      executions: Number(executions),
      followed: Number(followed),
    };
  });
}
