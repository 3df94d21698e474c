import { frontEndFiles } from '../frontend/front-end-files.js';
import { firmwareFiles } from '../firmware/firmware-files.js';
import type { Model } from '../model/graph.js';
import { costTableOf } from '../kernels/costs/cost-table.js';
import type { KernelPolicy } from '../kernels/select-kernel.js';
import { checkBudget, type Budget } from './check-budget.js';
import { checkThreads } from './check-threads.js';
import { generateModelFiles, type GeneratedModel } from './generate-model-files.js';
import { manifest, manifestFile, type ProjectManifest } from './manifest.js';
import { makefile, readme } from './project-files.js';
import type { GeneratedFile, Target } from './target.js';

export interface ProjectOptions {
  /** A graph that passed `verifyModel`. */
  readonly model: Model;
  readonly target: Target;
  /**
   * A program for a profiler: the same model and kernels, but raw inputs and outputs in place of the
   * device link; with markers its stores tell where each step begins.
   */
  readonly profile?: { readonly markers: boolean };
  /**
   * Benchmark of MLPerf Tiny that the firmware answers for, as in `ic01`; default: the one of the
   * model's data set. `false` leaves the official client's commands out.
   */
  readonly mlperf?: string | false | undefined;
  /** What makes the model's input of raw data, as `mfcc` of sound; it lies beside the model. */
  readonly frontEnd?: string | undefined;
  /** By what kernels are chosen; default: the cheapest by the core's cost table. */
  readonly policy?: KernelPolicy | undefined;
  /** Threads of a Linux program; default: 1. */
  readonly threads?: number | undefined;
}

/** A self-contained folder that `make` turns into a program. */
export interface GeneratedProject {
  /** Every file, paths relative to the project's folder. */
  readonly files: readonly GeneratedFile[];
  readonly generated: GeneratedModel;
  readonly manifest: ProjectManifest;
  /** Least need of flash and RAM against what the target has; absent for hosted targets. */
  readonly budget?: Budget;
}

/**
 * Generates a whole project: model, kernels, firmware, Makefile, README and manifest. On a target
 * with peripherals it is firmware for the bare machine, else a program that speaks the same frames
 * over standard input and output. The same model and target give the same bytes.
 *
 * @throws SB_TARGET_THREADS, SB_TARGET_FLASH, SB_TARGET_RAM, SB_TARGET_INVALID, SB_MODEL_LINK,
 *   SB_FRONT_END
 * @example
 * const project = generateProject({ model, target });
 * await writeProject(project, 'build/lenet5');
 */
export function generateProject(options: ProjectOptions): GeneratedProject {
  const { model, target, profile, mlperf, threads = 1 } = options;
  checkThreads(target, threads);
  const { features, core } = target;
  const policy = { costs: costTableOf(core), ...options.policy };
  const markers = profile?.markers;
  const generated = generateModelFiles({ model, features, core, markers, policy, threads });
  const isProfiled = profile !== undefined;
  const { optimize } = policy;
  const context = { model, generated, target, isProfiled, mlperf, optimize, threads };
  const firmware = firmwareFiles(context);
  const frontEnd = options.frontEnd === undefined ? [] : frontEndFiles(options.frontEnd, model);
  const budget = checkBudget({ memory: generated.memory, target, reserve: firmware.reserve });
  const about = manifest(context, firmware);
  const files = [
    manifestFile(about),
    readme(context, firmware, frontEnd),
    makefile(context, firmware, frontEnd),
    ...generated.files,
    ...frontEnd,
    ...firmware.files,
  ];
  return { files, generated, manifest: about, ...(budget && { budget }) };
}
