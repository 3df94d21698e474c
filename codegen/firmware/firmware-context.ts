import type { Optimization } from '../kernels/select-kernel.js';
import type { Model } from '../model/graph.js';
import type { GeneratedModel } from '../project/generate-model-files.js';
import type { FirmwareTarget, Target } from '../project/target.js';

/** What firmware is generated from. */
export interface FirmwareContext {
  readonly model: Model;
  readonly generated: GeneratedModel;
  readonly target: Target;
  /** Whether it is to be profiled: then it takes raw inputs and gives raw outputs. */
  readonly isProfiled: boolean;
  /** Benchmark that MLPerf Tiny's commands answer for, by default the data set's; `false`: none. */
  readonly mlperf?: string | false | undefined;
  /** Threads of the program; default: 1. */
  readonly threads?: number | undefined;
  /** What the compiler is to look to. */
  readonly optimize?: Optimization | undefined;
}

/** A target with memory and peripherals of its own. */
export type BareMetalTarget = Target & Required<Pick<Target, 'memory' | 'firmware'>>;

/** Bare metal where the board's data tell of firmware; else a program of an operating system. */
export function isBareMetal(target: Target): target is BareMetalTarget {
  return target.firmware !== undefined && target.memory !== undefined;
}

/** Whether the firmware takes MLPerf Tiny's commands besides frames. */
export function answersMlperf({ isProfiled, mlperf }: FirmwareContext): boolean {
  return !isProfiled && mlperf !== false;
}

export type { FirmwareTarget };
