import type {
  AccumulatorBounds,
  MultiplierRequantization,
  ThresholdRequantization,
} from '../model/graph.js';

/** Accumulators, of each channel, to steps of the output: gain · accumulator + offset. */
export interface ChannelSteps {
  readonly gain: number;
  /** The output's zero point included. */
  readonly offset: number;
}

const greatestShift = 62;
const multiplierLimit = 2 ** 31 - 1;
const productLimit = 2 ** 61;

/** For each code the least accumulator that rounds, half up, to it or more. */
export function thresholdsFor(
  channels: readonly ChannelSteps[],
  bits: number,
  { min, max }: AccumulatorBounds,
): ThresholdRequantization {
  const perChannel = 2 ** bits - 1;
  const thresholds = channels.flatMap(({ gain, offset }) =>
    Array.from({ length: perChannel }, (_, below) => {
      const least = Math.ceil((below + 0.5 - offset) / gain);
      return Math.min(Math.max(least, min), max + 1);
    }),
  );
  return { kind: 'thresholds', thresholds: Int32Array.from(thresholds) };
}

/**
 * The largest shift for which every multiplier has 31 bits and every sum 63, as the exporter of
 * trained models chooses it.
 *
 * @param residualGain steps of the output for one step of the residual, where there is one
 */
export function multipliersFor(
  channels: readonly ChannelSteps[],
  { min, max }: AccumulatorBounds,
  residualGain?: number,
): MultiplierRequantization {
  const reach = Math.max(-min, max);
  const gains = [...channels.map(({ gain }) => gain), residualGain ?? 0];
  const terms = channels.flatMap(({ gain, offset }) => [gain * reach, Math.abs(offset) + 0.5]);
  const shift = Math.min(
    greatestShift,
    powersBelow(Math.max(...gains), multiplierLimit),
    powersBelow(Math.max(...terms, 255 * (residualGain ?? 0)), productLimit),
  );
  const scaled = (value: number): number => Math.round(value * 2 ** shift);
  return {
    kind: 'multiplier',
    shift,
    multipliers: Int32Array.from(channels, ({ gain }) => scaled(gain)),
    biases: BigInt64Array.from(channels, ({ offset }) => BigInt(scaled(offset + 0.5))),
    ...(residualGain !== undefined && {
      residualMultipliers: new Int32Array(channels.length).fill(scaled(residualGain)),
    }),
  };
}

/** The greatest k for which value · 2^k still is below the limit. */
function powersBelow(value: number, limit: number): number {
  return Math.floor(Math.log2(limit / value) - 1e-9);
}

/** Logits use this many bits where the accumulator has fewer, as the exporter of models has it. */
const logitBits = 20;

/** Accumulator's steps for one step of 32-bit logits: a power of two, at most one. */
export function logitStep({ min, max }: AccumulatorBounds): number {
  return 1 / 2 ** Math.max(0, logitBits - Math.ceil(Math.log2(Math.max(1, max - min))));
}
