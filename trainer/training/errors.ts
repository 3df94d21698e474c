import { SoftbitError } from '../../codegen/index.js';

export function outputNotWritable(file: string, cause: unknown): SoftbitError {
  const errno = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
  const { code, advice } = writeFailures[errno] ?? otherWriteFailure;
  return new SoftbitError({
    code,
    message: `Cannot write ${file} (${errno}): ${advice} What was there before is untouched.`,
    exitCode: 2,
    cause,
  });
}

const diskFull = {
  code: 'SB_OUTPUT_DISK_FULL',
  advice: 'the disk is full. Free some space, or name another folder with --out.',
};

const readOnly = {
  code: 'SB_OUTPUT_READ_ONLY',
  advice:
    'the folder cannot be written to. Name another one with --out, or change its permissions.',
};

const otherWriteFailure = {
  code: 'SB_OUTPUT_NOT_WRITABLE',
  advice: 'the path cannot be made or written. Name another folder with --out.',
};

const writeFailures: Record<string, typeof diskFull> = {
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  EACCES: readOnly,
  EPERM: readOnly,
  EROFS: readOnly,
};

export function checkpointMissing(file: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_CHECKPOINT_MISSING',
    message: `There is no checkpoint ${file} to resume from. Give the --out folder of the interrupted training, or leave --resume out to start anew.`,
    exitCode: 2,
  });
}

export function checkpointDamaged(file: string, detail: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_CHECKPOINT_DAMAGED',
    message: `The checkpoint ${file} is damaged: ${detail}. It cannot be resumed from; leave --resume out to start anew.`,
    exitCode: 2,
  });
}

export function checkpointOptionsDiffer(
  file: string,
  differences: readonly string[],
): SoftbitError {
  return new SoftbitError({
    code: 'SB_CHECKPOINT_OPTIONS',
    message: `The checkpoint ${file} belongs to a training with other options: ${differences.join('; ')}. Resume with the same options, or leave --resume out to start anew.`,
    exitCode: 2,
  });
}

export function checkpointInTheWay(file: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_CHECKPOINT_EXISTS',
    message: `${file} belongs to an earlier training, which a new one would overwrite. Go on from it with --resume, train into another folder with --out, or begin anew with --restart.`,
    exitCode: 2,
  });
}

export function trainedWeightsMissing(place: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_TRAINED_MISSING',
    message: `${place} holds no finished training: neither checkpoint/quantized.ckpt nor checkpoint/float.ckpt is there. Give the --out folder of a training of which a phase has ended.`,
    exitCode: 2,
  });
}

export function trainedWeightsDamaged(file: string, detail: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_TRAINED_DAMAGED',
    message: `The trained weights ${file} are damaged: ${detail}. Train them again.`,
    exitCode: 2,
  });
}

export function trainedWeightsOfAnotherNetwork(wanted: string, found: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_TRAINED_NETWORK',
    message: `The trained weights are those of ${found} and do not fit ${wanted}: shapes of input, classes or layers differ. Give a training of the same network on data of the same shape.`,
    exitCode: 2,
  });
}

export function unknownRecipeField(name: string, known: readonly string[]): SoftbitError {
  return new SoftbitError({
    code: 'SB_RECIPE_FIELD',
    message: `The recipe has no field "${name}". It has: ${known.join(', ')}.`,
    exitCode: 2,
  });
}

export function badRecipeValue(name: string, value: string, wanted: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_RECIPE_VALUE',
    message: `The recipe's ${name} cannot be "${value}": give ${wanted}.`,
    exitCode: 2,
  });
}

export interface SavedProgress {
  readonly file: string;
  readonly phase: string;
  readonly epoch: number;
}

export function trainingInterrupted(
  saved: SavedProgress | null,
  resumeCommand: string,
): SoftbitError {
  const state =
    saved === null
      ? 'No checkpoint had been written yet'
      : `The last checkpoint, ${saved.file}, stands after epoch ${saved.epoch} of the ${saved.phase} phase; go on from it with: ${resumeCommand}`;
  return new SoftbitError({
    code: 'SB_TRAINING_INTERRUPTED',
    message: `Training was interrupted. ${state}`,
    exitCode: 1,
  });
}

export function trainingDiverged(phase: string, epoch: number, learningRate: number): SoftbitError {
  return new SoftbitError({
    code: 'SB_TRAINING_DIVERGED',
    message: `The loss is no longer a finite number in epoch ${epoch} of the ${phase} phase, at learning rate ${learningRate}. Train with a smaller learning rate.`,
    exitCode: 1,
  });
}

/** A worker process's number and how many there are, the parent, number 0, included. */
export interface WorkerPlace {
  readonly worker: number;
  readonly workers: number;
}

export function workerDied(
  { worker, workers }: WorkerPlace,
  exitCode: number | null,
  signal: string | null,
): SoftbitError {
  const end = signal === null ? `ended with exit code ${exitCode}` : `was ended by ${signal}`;
  return new SoftbitError({
    code: 'SB_WORKER_DIED',
    message: `Worker ${worker} of the workers 0 to ${workers - 1} ${end} in the middle of the training. Go on from the last checkpoint with --resume. SIGKILL is often a sign that memory ran out: then free some, or begin anew with fewer --workers.`,
    exitCode: 1,
  });
}

export function workerFailed({ worker, workers }: WorkerPlace, reason: string): SoftbitError {
  return new SoftbitError({
    code: 'SB_WORKER_FAILED',
    message: `Worker ${worker} of the workers 0 to ${workers - 1} cannot take part in the training: ${reason} Train with --workers 1, which needs no other process.`,
    exitCode: 1,
  });
}
