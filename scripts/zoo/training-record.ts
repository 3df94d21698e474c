import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readHistory, type EpochRecord } from '../../trainer/index.js';
import { outcomeFile } from '../flows/train.js';
import type { CardTraining } from './card.js';
import { runIncomplete } from './errors.js';

const share = z.number();
const accuracies = z.object({ test: share, testClassMean: share });

/** The parts of a training's outcome that a card needs. */
const resultSchema = z.object({
  command: z.string(),
  dataset: z.string(),
  seed: z.int(),
  trainImages: z.int().positive(),
  testImages: z.int().nonnegative(),
  accuracy: z.object({
    float: accuracies,
    quantized: accuracies.nullable(),
    integer: accuracies.nullable(),
  }),
});

/** What a finished training left in its folder. */
export interface TrainingRecord extends z.infer<typeof resultSchema> {
  /** Path of the model file; undefined of a float training. */
  readonly model: string | undefined;
  readonly history: readonly EpochRecord[];
}

/** @throws SB_ZOO_RUN */
export function readTrainingRecord(folder: string): TrainingRecord {
  const parsed = resultSchema.safeParse(readResult(folder));
  if (!parsed.success) throw runIncomplete(folder, z.prettifyError(parsed.error));
  const model = readdirSync(folder).find((name) => name.endsWith('.softbit.json'));
  return {
    ...parsed.data,
    model: model === undefined ? undefined : path.join(folder, model),
    history: readHistory(folder),
  };
}

function readResult(folder: string): unknown {
  const file = path.join(folder, outcomeFile);
  if (!existsSync(file)) throw runIncomplete(folder, `${outcomeFile} is not there`);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw runIncomplete(folder, `${outcomeFile}: ${(error as Error).message}`);
  }
}

/** Epochs and time of one phase, or of a whole training. */
export function trainingOf(
  { command, trainImages, history }: TrainingRecord,
  phase?: EpochRecord['phase'],
): CardTraining {
  const epochs = history.filter((record) => phase === undefined || record.phase === phase);
  const seconds = epochs.reduce((sum, { imagesPerSecond }) => sum + trainImages / imagesPerSecond, 0);
  return { command, epochs: epochs.length, seconds: Math.round(seconds) };
}
