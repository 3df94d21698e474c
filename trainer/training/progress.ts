import type { PhaseName } from './history.js';

/** What a training tells while it runs, after every step and after every epoch's validation. */
export interface Progress {
  readonly phase: PhaseName;
  /** Counted from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Counted from 1 in the epoch. */
  readonly step: number;
  readonly steps: number;
  /** Means over the epoch so far. */
  readonly loss: number;
  readonly accuracy: number;
  readonly imagesPerSecond: number;
  /** Until the end of the last phase. */
  readonly remainingSeconds: number;
  /** Only in the epoch's last report, once it is known. */
  readonly validationAccuracy?: number;
}

export type ProgressListener = (progress: Progress) => void;

/**
 * How long a fine-tuning step takes against a float one, measured on LeNet-5 and ResNet-8: the
 * estimate that the float phase gives of the whole; fine-tuning then measures itself.
 */
const quantizedSlowdown = 1.6;

export interface RemainingOptions {
  readonly phase: PhaseName;
  readonly imagesPerSecond: number;
  /** Images still to be trained on in this phase. */
  readonly images: number;
  /** Images of the phases after this one. */
  readonly imagesLater: number;
}

/** Seconds until the end, from the speed so far. */
export function remainingSeconds({
  phase,
  imagesPerSecond,
  images,
  imagesLater,
}: RemainingOptions): number {
  const slowdown = phase === 'float' ? quantizedSlowdown : 1;
  return (images + slowdown * imagesLater) / imagesPerSecond;
}
