import type { AccumulatorBounds, CodeTensor, Requantization, Tensor } from '../model/graph.js';
import type { Random } from './random.js';

const INT32_MAX = 2 ** 31 - 1;

export interface RequantizationRequest {
  readonly channels: number;
  readonly bounds: AccumulatorBounds;
  readonly output: Tensor;
  readonly residual: CodeTensor | undefined;
}

/** Any requantization that gives varied outputs for accumulators within the bounds. */
export function randomRequantization(
  random: Random,
  { channels, bounds, output, residual }: RequantizationRequest,
): Requantization {
  if (output.type === 'codes' && !residual && random.chance(0.5)) {
    const perChannel = 2 ** output.bits - 1;
    const rows = Array.from({ length: channels }, () =>
      randomThresholds(random, perChannel, bounds),
    );
    return { kind: 'thresholds', thresholds: Int32Array.from(rows.flat()) };
  }
  const shift = randomShift(random);
  const scales = Array.from({ length: channels }, () => randomScale(random, bounds, output, shift));
  return {
    kind: 'multiplier',
    shift,
    multipliers: Int32Array.from(scales, ({ multiplier }) => multiplier),
    biases: BigInt64Array.from(scales, ({ bias }) => bias),
    ...(residual && {
      residualMultipliers: Int32Array.from(
        scales,
        () => randomScale(random, codeBounds(residual), output, shift).multiplier,
      ),
    }),
  };
}

/** What code − zero point can be; adding 0 keeps −0 out. */
export function codeBounds({ bits, zeroPoint }: CodeTensor): AccumulatorBounds {
  return { min: 0 - zeroPoint, max: 2 ** bits - 1 - zeroPoint };
}

/** Ascending, with repetitions, sometimes out of reach on either side. */
function randomThresholds(
  random: Random,
  count: number,
  { min, max }: AccumulatorBounds,
): number[] {
  const margin = random.chance(0.2) ? 1000 : 1;
  const low = Math.max(min - margin, -INT32_MAX);
  const high = Math.min(max + margin, INT32_MAX);
  return Array.from({ length: count }, () => random.integer(low, high)).sort((a, b) => a - b);
}

/** Small ones, where kernels shift 64 bits, and large ones, where the upper word is enough. */
export function randomShift(random: Random): number {
  return random.chance(0.5) ? random.integer(0, 31) : random.integer(32, 45);
}

/** A multiplier and a bias that spread the bounds over the output's range, roughly. */
export function randomScale(
  random: Random,
  { min, max }: AccumulatorBounds,
  output: Tensor,
  shift: number,
): { multiplier: number; bias: bigint } {
  const levels = output.type === 'codes' ? 2 ** output.bits : 2 ** random.integer(1, 30);
  const range = Math.max(max - min, 1);
  const exact = (levels / range) * 2 ** shift * (0.3 + 1.2 * random.fraction());
  const magnitude = Math.min(Math.max(Math.round(exact), 1), INT32_MAX);
  const multiplier = random.chance(0.15) ? -magnitude : magnitude;
  const centre = Math.round((levels / 2 - ((min + max) / 2) * (multiplier / 2 ** shift)) * 16);
  const offset = output.type === 'codes' ? centre : random.integer(-1000, 1000);
  return { multiplier, bias: (BigInt(offset) << BigInt(shift)) / 16n + roundingBias(shift) };
}

function roundingBias(shift: number): bigint {
  return shift === 0 ? 0n : 1n << BigInt(shift - 1);
}
