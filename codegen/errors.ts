import { SoftbitError } from './softbit-error.js';

/** A node of a model file is inconsistent. */
export function invalidNode(node: string, problem: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_MODEL_NODE',
    message: `Node "${node}" of the model is invalid: ${problem}. Export the model again, or mend the file that wrote it.`,
    exitCode: 4,
  });
}

/** The graph as a whole is inconsistent: names, order, ends. */
export function invalidGraph(problem: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_MODEL_GRAPH',
    message: `The model's graph is invalid: ${problem}. Export the model again, or mend the file that wrote it.`,
    exitCode: 4,
  });
}

/** The JSON does not follow the schema. */
export function invalidModelField(file: string, field: string, problem: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_MODEL_FIELD',
    message: `${file}: field "${field}": ${problem}. Export the model again, or mend the file that wrote it.`,
    exitCode: 4,
  });
}

export function modelNotJson(file: string, cause: Error): SoftbitError {
  return new SoftbitError({
    code: 'SB_MODEL_JSON',
    message: `${file} is not JSON (${cause.message}). It may be cut off; export the model again.`,
    exitCode: 4,
    cause,
  });
}

export function modelMissing(file: string, cause: unknown): SoftbitError {
  return new SoftbitError({
    code: 'SB_MODEL_MISSING',
    message: `There is no readable model file at ${file}. Give the path of a NAME.softbit.json with its NAME.softbit.bin beside it; "softbit train" writes both.`,
    exitCode: 2,
    cause,
  });
}

export function modelTooLarge(file: string, bytes: number, limit: number): SoftbitError {
  return new SoftbitError({
    code: 'SB_MODEL_TOO_LARGE',
    message: `${file} has ${bytes} bytes, more than the ${limit} a model file may have. Check that it is a Softbit model.`,
    exitCode: 4,
  });
}

export function weightsAltered(
  file: string,
  what: string,
  actual: string,
  expected: string,
): SoftbitError {
  return new SoftbitError({
    code: 'SB_MODEL_WEIGHTS',
    message: `${file} does not belong to its JSON: field "weights.${what}" says ${expected}, the file has ${actual}. It was cut off or altered; copy both files again or export the model again.`,
    exitCode: 4,
  });
}

/** A caller handed the reference something that is not an input of the model. */
export function inputMismatch(model: string, problem: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_INPUT',
    message: `This is not an input of model "${model}": ${problem}. Check that the data set fits the model.`,
  });
}

export function modelNotWritten(folder: string, cause: Error): SoftbitError {
  return new SoftbitError({
    code: 'SB_MODEL_NOT_WRITTEN',
    message: `The model could not be written into ${folder} (${cause.message}). Nothing was left behind; free space or choose another --out.`,
    exitCode: 3,
    cause,
  });
}

/** What a model needs and what a target has, in bytes. */
export interface BudgetFigures {
  readonly board: string;
  readonly needed: number;
  /** What `needed` is made of, for people. */
  readonly parts: string;
  readonly available: number;
}

/** The model and its firmware are larger than the target's flash. */
export function flashExceeded({ board, needed, parts, available }: BudgetFigures): SoftbitError {
  return new SoftbitError({
    code: 'SB_TARGET_FLASH',
    message: `The model needs ${needed} bytes of flash (${parts}), board "${board}" has ${available}. Train with fewer weight bits or a smaller network, or choose a board with more flash.`,
    exitCode: 4,
  });
}

/** The model's arena and the firmware's own data are larger than the target's RAM. */
export function ramExceeded({ board, needed, parts, available }: BudgetFigures): SoftbitError {
  return new SoftbitError({
    code: 'SB_TARGET_RAM',
    message: `The model needs ${needed} bytes of RAM (${parts}), board "${board}" has ${available}. Train with fewer activation bits or a smaller network or input, or choose a board with more RAM.`,
    exitCode: 4,
  });
}

/** A board's data ask for what generated firmware does not have. */
export function invalidTarget(
  board: string,
  field: string,
  actual: string | number,
  expected: string,
): SoftbitError {
  return new SoftbitError({
    code: 'SB_TARGET_INVALID',
    message: `Board "${board}" has ${field} ${actual}, which is not possible; it must be ${expected}. Correct the board's data, "softbit boards show ${board}" says where the value is from.`,
    exitCode: 2,
  });
}

export function targetWithoutThreads(board: string, threads: number): SoftbitError {
  return new SoftbitError({
    code: 'SB_TARGET_THREADS',
    message: `Programs for board "${board}" have one thread, not ${threads}: it has no operating system with POSIX threads, or only one core. Leave --threads out, or choose a Raspberry Pi 2 or later or "host".`,
    exitCode: 2,
  });
}

/** A model whose input or output does not fit a frame of the device link. */
export function modelExceedsLink(
  model: string,
  end: 'input' | 'output',
  bytes: number,
  limit: number,
): SoftbitError {
  return new SoftbitError({
    code: 'SB_MODEL_LINK',
    message: `The ${end} of model "${model}" takes ${bytes} bytes, more than the ${limit} that the device link carries. Train with fewer ${end} bits or a smaller ${end}, or use the files of model/ and kernels/ without Softbit's firmware.`,
    exitCode: 4,
  });
}

/** The folder for a project holds something else. */
export function outputNotEmpty(folder: string, found: string, manifest: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_OUTPUT_NOT_EMPTY',
    message: `${folder} holds "${found}" and is no Softbit project (it has no ${manifest} of ours), so it is not overwritten. Choose another folder with --out, or empty this one.`,
    exitCode: 2,
  });
}

/** A read-only folder, a full disk … */
export function outputNotWritten(folder: string, cause: Error): SoftbitError {
  return new SoftbitError({
    code: 'SB_OUTPUT_NOT_WRITTEN',
    message: `The project could not be written to ${folder} (${cause.message}). Nothing was left behind; free space or choose another folder with --out.`,
    exitCode: 3,
    cause,
  });
}

export function projectMissing(folder: string, manifest: string, cause: unknown): SoftbitError {
  return new SoftbitError({
    code: 'SB_PROJECT_MISSING',
    message: `${folder} holds no project of this version of Softbit (no sound ${manifest}). Generate one with "softbit generate --out ${folder}".`,
    cause,
  });
}

export function unknownBenchNetwork(name: string, known: readonly string[]): SoftbitError {
  return new SoftbitError({
    code: 'SB_NETWORK_UNKNOWN',
    message: `There is no benchmark network "${name}". Give one of ${known.join(', ')}.`,
    exitCode: 2,
  });
}

export function benchLayerInvalid(problem: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_BENCH_LAYER',
    message: `There is no such layer to measure: ${problem}.`,
    exitCode: 2,
  });
}

export function arenaExceeded({
  model,
  limit,
  least,
}: {
  readonly model: string;
  readonly limit: number;
  readonly least: number;
}): SoftbitError {
  return new SoftbitError({
    code: 'SB_BUDGET_RAM',
    message: `Model ${model} needs at least ${least} bytes of RAM for activations and scratch; the budget is ${limit}. Raise ram= in --budget, or use fewer activation bits or channels.`,
    exitCode: 1,
  });
}

export function flashBudgetExceeded({
  limit,
  needed,
}: {
  readonly limit: number;
  readonly needed: number;
}): SoftbitError {
  return new SoftbitError({
    code: 'SB_BUDGET_FLASH',
    message: `Weights and inference code take ${needed} bytes of flash; the budget is ${limit}. Raise flash= in --budget, try --optimize size, or use fewer weight bits.`,
    exitCode: 1,
  });
}

export function mlperfTaskInvalid(id: string, known: readonly string[]): SoftbitError {
  return new SoftbitError({
    code: 'SB_MLPERF_TASK',
    message: `There is no benchmark "${id}" of MLPerf Tiny that firmware can answer for. Give one of ${known.join(', ')}.`,
    exitCode: 2,
  });
}

export function unknownFrontEnd(name: string, known: readonly string[]): SoftbitError {
  return new SoftbitError({
    code: 'SB_FRONT_END',
    message: `There is no front end "${name}". Give --front-end one of ${known.join(', ')}.`,
    exitCode: 2,
  });
}

export function frontEndMismatch(name: string, found: string, wanted: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_FRONT_END',
    message: `Front end "${name}" gives ${wanted}; the model takes ${found}. Leave --front-end out, or generate from a model that was trained on such features.`,
    exitCode: 2,
  });
}
