import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { blockCounterFailed, pluginsUnsupported } from '../errors.js';
import {
  parseBlockCounts,
  parseThreadCounts,
  type BlockCount,
  type ThreadCount,
} from '../timing/block-counts.js';
import { requireTool } from '../toolchain/find-tool.js';

const source = fileURLToPath(
  new URL('../../../boards/emulator/plugin/count_blocks.c', import.meta.url),
);

const compilerFlags = [
  '-std=gnu11',
  '-O2',
  '-Wall',
  '-Wextra',
  '-Wshadow',
  '-fPIC',
  '-fvisibility=hidden',
  '-shared',
];

/** Bytes of a program whose stores divide its run into regions. */
export interface Markers {
  readonly address: number;
  readonly count: number;
  /** The function before whose first call stores mark nothing; start-up code zeroes the bytes too. */
  readonly begin?: number;
}

export interface BlockCounter {
  /** What the emulator must be started with. */
  readonly arguments: readonly string[];
  /** What was counted when region 0 last began, or when the emulator ended. */
  counts(): Promise<BlockCount[]>;
  /** The same by threads. */
  threads(): Promise<ThreadCount[]>;
}

export interface BlockCounterOptions {
  /** Where the plugin and its output are put. */
  readonly folder: string;
  /** `qemu-system-arm`, `qemu-aarch64` or `qemu-arm`. */
  readonly emulator: string;
  readonly markers?: Markers;
}

/**
 * Compiles the block-counting plugin for QEMU, which takes a fraction of a second.
 *
 * @throws SB_TOOL_MISSING, SB_NO_PLUGINS where the emulator takes none, SB_BLOCK_COUNTER
 */
export async function prepareBlockCounter(options: BlockCounterOptions): Promise<BlockCounter> {
  const { folder, emulator, markers } = options;
  requireTool('gcc', 'compile the counter of instructions');
  requireTool(emulator, 'emulate the board');
  await checkPluginSupport(emulator);
  const plugin = path.join(path.resolve(folder), 'count_blocks.so');
  const out = path.join(path.resolve(folder), 'block-counts.txt');
  const { failed, stderr } = await execa(
    'gcc',
    [...compilerFlags, '-o', plugin, source, '-pthread'],
    { reject: false },
  );
  if (failed) throw blockCounterFailed(stderr);
  return {
    arguments: ['-plugin', [plugin, `out=${out}`, ...markerOptions(markers)].join(',')],
    counts: async () => parseBlockCounts(await readCounts(out)),
    threads: async () => parseThreadCounts(await readCounts(out)),
  };
}

/** An emulator that was built without plugins does not list the option. */
async function checkPluginSupport(emulator: string): Promise<void> {
  const { stdout } = await execa(emulator, ['--help'], { reject: false });
  if (!/-plugin\b/.test(stdout ?? '')) throw pluginsUnsupported(emulator);
}

function markerOptions(markers: Markers | undefined): string[] {
  if (!markers) return [];
  const { address, count, begin = 0 } = markers;
  return [`marker=${address}`, `markers=${count}`, `begin=${begin}`];
}

async function readCounts(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw blockCounterFailed((error as Error).message);
  }
}
