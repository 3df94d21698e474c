import path from 'node:path';
import {
  elementCount,
  findTensor,
  generateProject,
  packedByteCount,
  writeProject,
  type GeneratedProject,
  type Model,
} from '../../codegen/index.js';
import type { Board } from '../data/board-schema.js';
import { targetOf } from '../data/target-of.js';
import { interrupted, noSamples } from '../errors.js';
import { driverFor } from '../device/drivers.js';
import { flashProgram, type FlashOptions } from '../flasher/flash-program.js';
import { writeImages } from '../image/write-images.js';
import type { DeviceClientOptions } from '../link/device-client.js';
import { buildProject } from '../toolchain/build-project.js';
import { measureSize, type ProgramSize } from '../toolchain/measure-size.js';
import { analyzeModel } from './analyze-model.js';
import type { ValidationReport } from './report.js';
import { measureOnDevices, type Measured } from './measure-on-devices.js';
import type { Sample, SampleProgress } from './run-samples.js';
import { sharesOf } from './stopwatch.js';

export interface ValidateOptions {
  readonly model: Model;
  readonly board: Board;
  readonly samples: readonly Sample[];
  /** Where the project is generated and built. */
  readonly folder: string;
  /** Threads of a Linux program; default: 1. */
  readonly threads?: number | undefined;
  /** Serial port of an attached board that already runs this model's firmware. */
  readonly port?: string | undefined;
  /** Linux board in the network, as `ssh` takes it, or `local` for this machine. */
  readonly host?: string | undefined;
  /** Configuration file for `ssh`. */
  readonly sshConfig?: string | undefined;
  /** Puts the program onto an attached board first. */
  readonly flash?: FlashSettings | undefined;
  /** How many emulators or programs share the samples; an attached board takes them alone. */
  readonly jobs?: number | undefined;
  readonly link?: DeviceClientOptions | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((line: string) => void) | undefined;
  readonly onProgress?: ((progress: SampleProgress) => void) | undefined;
}

/** How an attached board is programmed; without any, as its data say. */
export type FlashSettings = Pick<FlashOptions, 'method' | 'probe' | 'volume' | 'run'>;

/**
 * The whole way from a model to a verdict: generates the project, builds it, starts or reaches the
 * device, checks that it runs this very model, sends every sample, compares every output with the
 * integer reference and measures instructions, flash, RAM and stack.
 *
 * @throws SB_NO_SAMPLES, SB_INTERRUPTED, SoftbitErrors of generation, build, emulator and link
 * @example
 * const report = await validateModel({ model, board: loadBoard('mps2-an386'), samples, folder });
 * report.bitExact; // { equal: 1000, total: 1000 }
 */
export async function validateModel(options: ValidateOptions): Promise<ValidationReport> {
  if (options.samples.length === 0) throw noSamples();
  let done = 0;
  const onProgress = (progress: SampleProgress): void => {
    ({ done } = progress);
    options.onProgress?.(progress);
  };
  try {
    return await validate({ ...options, onProgress });
  } catch (error) {
    // A terminal sends Ctrl-C to compiler and emulator too, so that anything may have failed of it.
    if (options.signal?.aborted) throw interrupted(done, options.samples.length);
    throw error;
  }
}

async function validate(options: ValidateOptions): Promise<ValidationReport> {
  // Throws before time is spent on building for a board that cannot be reached.
  driverFor(options);
  const { project, size } = await prepareProgram(options);
  const program = path.join(options.folder, project.manifest.program);
  await flashFirst(options, program);
  return composeReport(options, project, size, await measureOnDevices(options, program));
}

async function prepareProgram(options: ValidateOptions) {
  const { model, board, folder, threads, onStep, signal } = options;
  const project = generateProject({ model, target: targetOf(board), threads });
  await writeProject(project, folder);
  onStep?.(`Generated ${project.files.length} files in ${folder}.`);
  const { prefix } = board.toolchain;
  await buildProject({ folder, prefix, onCommand: onStep, signal });
  const size = await measureSize({
    program: path.join(folder, project.manifest.program),
    linkMap: path.join(folder, project.manifest.linkMap),
    prefix,
  });
  return { project, size };
}

async function flashFirst(options: ValidateOptions, program: string): Promise<void> {
  const { board, port, flash, signal, onStep } = options;
  if (!flash) return;
  await writeImages(program, board);
  await flashProgram({ ...flash, board, program, port, signal, onCommand: onStep });
}

function composeReport(
  { model, board, samples }: ValidateOptions,
  { generated }: GeneratedProject,
  size: ProgramSize,
  { results, statistics, identity, troubles, instructions }: Measured,
): ValidationReport {
  const input = findTensor(model, model.input.tensor);
  const inputBits = input.type === 'codes' ? input.bits : 8;
  return {
    board: board.id,
    model: model.name,
    modelHash: identity.modelHash,
    samples: samples.length,
    accuracy: results.device.accuracy,
    referenceAccuracy: results.reference.accuracy,
    classMeanAccuracy: results.device.classMeanAccuracy,
    bitExact: { equal: results.equal, total: samples.length },
    firstMismatch: results.firstMismatch,
    instructionsPerInference: instructions?.mean ?? null,
    instructions: instructions && { min: instructions.min, max: instructions.max },
    flash: size.flash,
    ram: {
      arena: generated.memory.arenaBytes,
      input: packedByteCount(elementCount(input.shape), inputBits),
      stack: statistics.stackBytes > 0 ? statistics.stackPeakBytes : null,
      stackReserve: statistics.stackBytes > 0 ? statistics.stackBytes : null,
      total: size.ram.total,
    },
    analyze: analyzeModel(model, generated.memory),
    link: {
      ...troubles,
      samplesPerSecond: samples.length / results.seconds,
      share: sharesOf(results.spent),
    },
  };
}
