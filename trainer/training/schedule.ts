export interface ScheduleOptions {
  /** Optimizer step, counted from 0 over the whole phase. */
  readonly step: number;
  /** Steps in the whole phase, warm-up included. */
  readonly steps: number;
  readonly warmUpSteps: number;
  /** The factor reached at the end of warm-up is 1; the one approached at the last step is this. */
  readonly floor?: number;
}

/**
 * The share of the peak learning rate at one step: a linear rise over the warm-up, then half a
 * cosine down to `floor`. It starts above 0, so that no step is wasted.
 *
 * Source: Loshchilov and Hutter, "SGDR", ICLR 2017, equation 5, with one cycle and no restart.
 *
 * @returns A factor in (0, 1].
 * @example
 * const learningRate = peak * learningRateFactor({ step, steps: 1000, warmUpSteps: 50 });
 */
export function learningRateFactor({
  step,
  steps,
  warmUpSteps,
  floor = 0,
}: ScheduleOptions): number {
  if (step < warmUpSteps) return (step + 1) / warmUpSteps;
  const progress = (step - warmUpSteps) / Math.max(1, steps - warmUpSteps);
  return floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
}
