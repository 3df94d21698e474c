import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  generateProject,
  writeProject,
  MARKER_SYMBOL,
  type GeneratedProject,
  type KernelPolicy,
  type Model,
} from '../../codegen/index.js';
import type { Board } from '../data/board-schema.js';
import { targetOf } from '../data/target-of.js';
import { openDevice } from '../device/drivers.js';
import { prepareBlockCounter, type BlockCounter } from '../emulator/block-counter.js';
import { notEmulated } from '../errors.js';
import { disassemble } from '../timing/disassembly.js';
import { priceProgram } from '../timing/price-program.js';
import { timingModelOf } from '../timing/timing-model.js';
import { buildProject } from '../toolchain/build-project.js';
import { findSymbol } from '../toolchain/find-symbol.js';
import { measureKernels, measureSize } from '../toolchain/measure-size.js';
import { composeProfile } from './compose-profile.js';
import type { ProfileReport } from './profile-report.js';
import { runOnce } from './run-once.js';

export interface ProfileOptions {
  readonly model: Model;
  /** An emulated board. */
  readonly board: Board;
  /** One input: height × width × channels bytes. */
  readonly input: Uint8Array;
  /** Where the project is generated and built. */
  readonly folder: string;
  /** By what kernels are chosen; default: the cheapest by the core's cost table. */
  readonly policy?: KernelPolicy | undefined;
  /** Threads of a Linux program; default: 1. */
  readonly threads?: number | undefined;
  /** How many of the hottest instructions to list, besides a histogram; default: nothing. */
  readonly hottest?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((line: string) => void) | undefined;
}

/**
 * Runs one inference in an emulator and counts, layer by layer, every executed instruction; prices
 * them with a model of the core; and compares the output with the integer reference. The same
 * options give the same figures.
 *
 * @throws SB_NOT_EMULATED, SB_NO_PLUGINS, SoftbitErrors of generation, build, emulator and link
 * @example
 * const board = loadBoard('mps2-an386');
 * const { layers } = await profileModel({ model, board, input, folder: 'build/profile' });
 */
export async function profileModel(options: ProfileOptions): Promise<ProfileReport> {
  const { model, board, folder, policy, threads } = options;
  if (!board.emulator) throw notEmulated(board.id);
  const { prefix } = board.toolchain;
  const project = generateProject({
    model,
    target: targetOf(board),
    policy,
    threads,
    profile: { markers: false },
  });
  const program = path.join(folder, project.manifest.program);
  const linkMap = path.join(folder, project.manifest.linkMap);
  await writeProject(project, folder);
  await build(options);
  const size = await measureSize({ program, linkMap, prefix });
  const kernelBytes = await measureKernels(linkMap);
  await markSteps(options, project);
  await build(options);
  const { mismatch, counts, threadCounts } = await runCounted(options, project);
  const timing = timingModelOf(board.core);
  const disassembly = await disassemble(program, prefix);
  const regions = await priceProgram({ counts, disassembly, model: timing });
  return composeProfile({
    options,
    project,
    size,
    kernelBytes,
    timing,
    regions,
    threadCounts,
    mismatch,
  });
}

async function build({ board, folder, onStep, signal }: ProfileOptions): Promise<void> {
  const { prefix } = board.toolchain;
  await buildProject({ folder, prefix, onCommand: onStep, signal });
}

/**
 * Puts markers into the function that calls the kernels, and nowhere else: what is profiled are the
 * object files of the plain program.
 */
async function markSteps(
  { model, board, folder, policy, threads }: ProfileOptions,
  plain: GeneratedProject,
) {
  const marked = generateProject({
    model,
    target: targetOf(board),
    policy,
    threads,
    profile: { markers: true },
  });
  const before = new Map(plain.files.map((file) => [file.path, file.contents]));
  for (const { path: file, contents } of marked.files) {
    if (before.get(file) !== contents) await writeFile(path.join(folder, file), contents);
  }
}

async function runCounted(options: ProfileOptions, { manifest, generated }: GeneratedProject) {
  const { board, model, input, signal } = options;
  const program = path.join(options.folder, manifest.program);
  const counter = await prepareCounter(options, program, `${generated.interface.prefix}_run`);
  const device = await openDevice({ board: withArguments(board, counter), program });
  try {
    options.onStep?.(device.description);
    const mismatch = await runOnce({ model, input, transport: device.transport, signal });
    return { mismatch, counts: await counter.counts(), threadCounts: await counter.threads() };
  } finally {
    await device.close();
  }
}

async function prepareCounter({ board, folder }: ProfileOptions, program: string, run: string) {
  const { prefix } = board.toolchain;
  const markers = await findSymbol(program, prefix, MARKER_SYMBOL);
  const begin = await findSymbol(program, prefix, run);
  return prepareBlockCounter({
    folder: path.join(folder, 'build'),
    emulator: board.emulator!.program,
    markers: { address: markers.address, count: markers.bytes, begin: begin.address },
  });
}

function withArguments(board: Board, counter: BlockCounter): Board {
  const emulator = board.emulator!;
  return {
    ...board,
    emulator: { ...emulator, arguments: [...emulator.arguments, ...counter.arguments] },
  };
}
