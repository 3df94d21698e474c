import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { accuraciesSchema } from './accuracies.js';
import {
  checkpointDamaged,
  checkpointInTheWay,
  checkpointMissing,
  checkpointOptionsDiffer,
} from './errors.js';
import {
  DamagedCheckpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  type CheckpointContent,
} from './checkpoint-format.js';
import { phases } from './history.js';
import { listDifferences } from './list-differences.js';
import { writeAtomically } from './write-atomically.js';

const quantizer = z.strictObject({
  name: z.string(),
  bits: z.int(),
  alpha: z.number().nullable(),
  lower: z.array(z.number()).readonly(),
  upper: z.array(z.number()).readonly(),
});

const epochRecord = z.strictObject({
  phase: z.enum(phases),
  epoch: z.int().positive(),
  loss: z.number(),
  trainAccuracy: z.number(),
  validationAccuracy: z.number(),
  learningRate: z.number(),
  quantizerLearningRate: z.number(),
  imagesPerSecond: z.number(),
  quantizers: z.array(quantizer).readonly(),
});

const checkpointHeader = z.strictObject({
  /** Everything that decides the final weights; a training resumes only under the same options. */
  options: z.record(z.string(), z.json()),
  phase: z.enum(phases),
  /** Finished epochs of that phase. */
  epoch: z.int().nonnegative(),
  optimizerStep: z.int().nonnegative(),
  best: z.strictObject({ epoch: z.int().positive(), accuracy: z.number() }).nullable(),
  /** The float network's figures, once its phase is over. */
  float: accuraciesSchema.nullable(),
  history: z.array(epochRecord),
});

export type CheckpointHeader = z.infer<typeof checkpointHeader>;

export type TrainingOptionsRecord = CheckpointHeader['options'];

export interface Checkpoint extends CheckpointHeader {
  /** Every variable of the phase's model in its order, moving averages included. */
  readonly weights: readonly Float32Array[];
  /** The same after the epoch with the best validation accuracy; empty before the first. */
  readonly bestWeights: readonly Float32Array[];
  readonly optimizer: readonly Float32Array[];
  /** The average of the weights; empty where none is kept. */
  readonly average: readonly Float32Array[];
}

/** Where a training with this output folder keeps its one checkpoint. */
export function checkpointFile(out: string): string {
  return path.join(out, 'checkpoint', 'training.ckpt');
}

/** @throws SoftbitError `SB_CHECKPOINT_EXISTS` where a training has been under way. */
export function refuseToOverwrite(out: string): void {
  const file = checkpointFile(out);
  if (fs.existsSync(file)) throw checkpointInTheWay(file);
}

/** @throws SoftbitError `SB_OUTPUT_…` when the folder cannot be written or the disk is full. */
export function writeCheckpoint(out: string, checkpoint: Checkpoint): void {
  const { weights, bestWeights, optimizer, average, ...header } = checkpoint;
  const parts = encodeCheckpoint({ header, arrays: { weights, bestWeights, optimizer, average } });
  writeAtomically(checkpointFile(out), parts);
}

/** What earlier versions did, whose checkpoints do not say so, because there was no choice. */
const formerly: TrainingOptionsRecord = { workers: 1 };

/**
 * Reads a checkpoint back, exactly as it was written.
 *
 * @param options What the training to be resumed was asked to do.
 * @throws SoftbitError `SB_CHECKPOINT_MISSING`; `SB_CHECKPOINT_DAMAGED` for a truncated or altered
 * file; `SB_CHECKPOINT_OPTIONS`, which names each option that differs with both values.
 */
export function readCheckpoint(out: string, options: TrainingOptionsRecord): Checkpoint {
  const file = checkpointFile(out);
  if (!fs.existsSync(file)) throw checkpointMissing(file);
  const { header, arrays } = decodeFile(file);
  const parsed = checkpointHeader.safeParse(header);
  if (!parsed.success) throw checkpointDamaged(file, z.prettifyError(parsed.error));
  const [before, now] = [parsed.data.options, options].map((one) => ({ ...formerly, ...one }));
  const differences = listDifferences(before, now);
  if (differences.length > 0) throw checkpointOptionsDiffer(file, differences);
  const { weights = [], bestWeights = [], optimizer = [], average = [] } = arrays;
  return { ...parsed.data, weights, bestWeights, optimizer, average };
}

function decodeFile(file: string): CheckpointContent {
  try {
    return decodeCheckpoint(fs.readFileSync(file));
  } catch (error) {
    if (error instanceof DamagedCheckpoint) throw checkpointDamaged(file, error.message);
    throw error;
  }
}
