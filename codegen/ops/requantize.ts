import { invalidNode } from '../errors.js';
import type {
  AccumulatorBounds,
  MultiplierRequantization,
  Requantization,
  Tensor,
} from '../model/graph.js';

/** Largest code of a tensor, `2^bits − 1`. */
export function greatestCode(tensor: Tensor): number {
  if (tensor.type !== 'codes') throw new Error(`${tensor.name} holds no codes`);
  return (1 << tensor.bits) - 1;
}

export function zeroPointOf(tensor: Tensor): number {
  return tensor.type === 'codes' ? tensor.zeroPoint : 0;
}

/** 2^shift: looked up, since every output value is divided by one. */
const powersOfTwo = Float64Array.from({ length: 64 }, (_, shift) => 2 ** shift);

/**
 * floor(value / 2^shift), brought into the range of the output: 0 … 2^bits − 1 for codes. 32-bit
 * outputs are never clamped; `verify` has proved that they fit.
 */
export function shiftAndClamp(value: number | bigint, shift: number, output: Tensor): number {
  const shifted =
    typeof value === 'bigint'
      ? Number(value >> BigInt(shift))
      : Math.floor(value / powersOfTwo[shift]);
  if (output.type === 'int32') return shifted;
  return Math.min(Math.max(shifted, 0), greatestCode(output));
}

/** One accumulator to one output value, as `INTEGER-SEMANTICS.md` section "Requantization" says. */
export function requantize(
  requantization: Requantization,
  channel: number,
  accumulator: number,
  residual: number,
  output: Tensor,
): number {
  if (requantization.kind === 'thresholds') {
    return countThresholds(requantization.thresholds, channel, accumulator, greatestCode(output));
  }
  const { multipliers, residualMultipliers, biases, shift } = requantization;
  const factors = [multipliers[channel], residualMultipliers?.[channel] ?? 0];
  const sum = exactSum([accumulator, residual], factors, biases[channel]);
  return shiftAndClamp(sum, shift, output);
}

/** Integers below this are exact as numbers, and so are their sums and products. */
const exactLimit = 2 ** 53;

/** bias + Σ value · factor: as a number, which is fast, where that is exact. */
export function exactSum(
  values: readonly number[],
  factors: ArrayLike<number>,
  bias: bigint,
): number | bigint {
  let sum = Number(bias);
  let magnitude = Math.abs(sum);
  for (let index = 0; index < values.length; index++) {
    const product = values[index] * factors[index];
    sum += product;
    magnitude += Math.abs(product);
  }
  if (magnitude < exactLimit) return sum;
  return values.reduce(
    (total, value, index) => total + BigInt(value) * BigInt(factors[index]),
    bias,
  );
}

function countThresholds(
  thresholds: Int32Array,
  channel: number,
  accumulator: number,
  perChannel: number,
): number {
  let code = 0;
  for (let k = 0; k < perChannel; k++) {
    if (accumulator >= thresholds[channel * perChannel + k]) code++;
  }
  return code;
}

export interface RequantizationCheck {
  readonly name: string;
  readonly requantization: Requantization;
  readonly channels: number;
  readonly accumulator: AccumulatorBounds;
  readonly residual: Tensor | undefined;
  readonly output: Tensor;
}

/**
 * Checks lengths, order and overflow of a requantization.
 *
 * @throws SB_MODEL_NODE with the first thing that is wrong
 */
export function verifyRequantization(check: RequantizationCheck): void {
  const { name, requantization } = check;
  if (requantization.kind === 'thresholds') return verifyThresholds(check);
  const { multipliers, biases, residualMultipliers } = requantization;
  expectLength(name, 'multipliers', multipliers.length, check.channels);
  expectLength(name, 'biases', biases.length, check.channels);
  if ((residualMultipliers !== undefined) !== (check.residual !== undefined)) {
    throw invalidNode(name, 'a residual input and residualMultipliers come together or not at all');
  }
  if (residualMultipliers) {
    expectLength(name, 'residualMultipliers', residualMultipliers.length, check.channels);
  }
  for (let channel = 0; channel < check.channels; channel++) {
    verifyRange(
      name,
      multiplierRange(check, requantization, channel),
      requantization.shift,
      check.output,
    );
  }
}

function verifyThresholds({
  name,
  requantization,
  channels,
  residual,
  output,
}: RequantizationCheck): void {
  if (requantization.kind !== 'thresholds') return;
  if (output.type !== 'codes') throw invalidNode(name, 'thresholds cannot give a 32-bit output');
  if (residual) throw invalidNode(name, 'thresholds cannot take a residual; use a multiplier');
  const perChannel = greatestCode(output);
  const { thresholds } = requantization;
  expectLength(name, 'thresholds', thresholds.length, channels * perChannel);
  for (let index = 0; index < thresholds.length; index++) {
    if (index % perChannel !== 0 && thresholds[index] < thresholds[index - 1]) {
      throw invalidNode(
        name,
        `threshold ${index} (${thresholds[index]}) is below the one before it`,
      );
    }
  }
}

function multiplierRange(
  { accumulator, residual }: RequantizationCheck,
  { multipliers, residualMultipliers, biases }: MultiplierRequantization,
  channel: number,
): Interval {
  const main = scaleInterval([accumulator.min, accumulator.max], multipliers[channel]);
  const side = residual
    ? scaleInterval(codeInterval(residual), residualMultipliers?.[channel] ?? 0)
    : ([0n, 0n] as const);
  return [main[0] + side[0] + biases[channel], main[1] + side[1] + biases[channel]];
}

export type Interval = readonly [min: bigint, max: bigint];

/** `[low, high] · factor`, with the ends in order. */
export function scaleInterval([low, high]: readonly [number, number], factor: number): Interval {
  const ends = [BigInt(low) * BigInt(factor), BigInt(high) * BigInt(factor)] as const;
  return factor < 0 ? [ends[1], ends[0]] : ends;
}

/** What `code − zeroPoint` can be. */
export function codeInterval(tensor: Tensor): readonly [number, number] {
  const zeroPoint = zeroPointOf(tensor);
  return [-zeroPoint, greatestCode(tensor) - zeroPoint];
}

const INT64_MAX = 2n ** 63n - 1n;
const INT32_MAX = 2n ** 31n - 1n;

/** The value before the shift fits 64 bits, and behind it 32 where the output is not clamped. */
export function verifyRange(
  name: string,
  [min, max]: Interval,
  shift: number,
  output: Tensor,
): void {
  if (min < -INT64_MAX || max > INT64_MAX) {
    throw invalidNode(name, `its requantization reaches ${min} … ${max}, beyond 64 bits`);
  }
  const low = min >> BigInt(shift);
  const high = max >> BigInt(shift);
  if (low < -INT32_MAX || high > INT32_MAX) {
    throw invalidNode(name, `its output ${output.name} reaches ${low} … ${high}, beyond 32 bits`);
  }
}

export function expectLength(name: string, field: string, actual: number, expected: number): void {
  if (actual !== expected) {
    throw invalidNode(name, `${field} has ${actual} entries, not ${expected}`);
  }
}
