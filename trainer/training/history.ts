import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeAtomically } from './write-atomically.js';

/** Float pre-training, then fine-tuning of the quantized twin. */
export const phases = ['float', 'quantized'] as const;

export type PhaseName = (typeof phases)[number];

/** One quantizer after an epoch; `alpha` is null where the method has none, arrays are per channel. */
export interface QuantizerRecord {
  readonly name: string;
  readonly bits: number;
  readonly alpha: number | null;
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

export interface EpochRecord {
  readonly phase: PhaseName;
  /** Counted from 1 in each phase. */
  readonly epoch: number;
  /** Mean over the epoch's steps, smoothing and penalties included. */
  readonly loss: number;
  /** Share of the epoch's augmented training images read correctly, measured as they went by. */
  readonly trainAccuracy: number;
  readonly validationAccuracy: number;
  /** Where the schedules stood when the epoch had ended. */
  readonly learningRate: number;
  readonly quantizerLearningRate: number;
  readonly imagesPerSecond: number;
  readonly quantizers: readonly QuantizerRecord[];
}

/** Writes `OUT/history.json`, one record a line so that a diff or `grep` shows epochs. */
export function writeHistory(out: string, history: readonly EpochRecord[]): void {
  const lines = history.map((record) => `  ${JSON.stringify(record)}`);
  writeAtomically(path.join(out, 'history.json'), [`[\n${lines.join(',\n')}\n]\n`]);
}

/** Reads `OUT/history.json` back; empty where there is none. */
export function readHistory(out: string): EpochRecord[] {
  const file = path.join(out, 'history.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as EpochRecord[]) : [];
}
