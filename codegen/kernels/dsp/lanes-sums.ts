import type { CodeTensor, Conv2DNode } from '../../model/graph.js';
import { integerWeights } from '../../ops/multiply-accumulate.js';
import type { LaneForm, LaneSchedule, LaneTaps } from './lanes-fields.js';

/**
 * How the fields of two pixels become halves of a word: the fields of the first pixel stand at bit 0,
 * those of the second at bit 16 − b, so shifted left by b they stand at b and 16. A word of the two
 * pixels' sums of codes, times the weights' origin, is added. The lower half is then 2^b times an
 * accumulator and a constant that makes it positive, the upper one an accumulator and a constant.
 */
export interface SharedSums {
  /** Shift of the fields: activation bits and the power of two that the weights' scale is. */
  readonly shift: number;
  /** Σ code is multiplied by this and added. */
  readonly origin: number;
  /** What is added to the halves besides, the lower one before its multiplication by 2^b. */
  readonly lowConstant: number;
  readonly highConstant: number;
  /** The halves, by which each channel's accumulator is too great, the lower one divided by 2^b. */
  readonly lowExcess: readonly number[];
  readonly highExcess: readonly number[];
}

export interface SharedSumsRequest {
  readonly node: Conv2DNode;
  readonly input: CodeTensor;
  readonly form: LaneForm;
  readonly taps: LaneTaps;
  readonly signs: readonly number[];
  readonly schedule: LaneSchedule;
}

/**
 * `undefined` where the halves, or what they exceed each other by, are too narrow, or the scale is no
 * power of two.
 */
export function sharedSums(request: SharedSumsRequest): SharedSums | undefined {
  const { input, form, taps, schedule } = request;
  const scaleBits = Math.log2(form.scale);
  if (form.outputs === 1 || !Number.isInteger(scaleBits)) return undefined;
  const { least, most } = weightedRange(request, 2 ** input.bits - 1);
  const [firstBias, secondBias] = schedule.biases.map(
    (bias) => bias * schedule.stretches * form.scale,
  );
  const half = 2 ** (14 - input.bits);
  const offsets = taps.map((own) => form.scale * form.pixelMiddle * sumOf(own.flat()));
  const bothFit =
    least >= -half &&
    most < half &&
    offsets.every(
      (offset) =>
        most - offset < 2 ** 15 && least - offset >= -(2 ** 15) && -offset - half >= -(2 ** 15),
    );
  if (!bothFit || !fieldSumsFit(form, schedule)) return undefined;
  const zero = zeroPointSums(request);
  return {
    shift: input.bits + scaleBits,
    origin: form.origin,
    lowConstant: half - firstBias,
    highConstant: -secondBias,
    lowExcess: zero.map((sum) => sum + half),
    highExcess: zero.map((sum, channel) => sum - offsets[channel]),
  };
}

/** Sums of fields over all stretches leave neither the first pixel's bits nor the word. */
function fieldSumsFit({ pixelPlace, weightPlace }: LaneForm, { stretches }: LaneSchedule): boolean {
  const most = stretches * (2 ** weightPlace - 1);
  return most < 2 ** pixelPlace && most < 2 ** (32 - pixelPlace - weightPlace);
}

type SignedWeights = Pick<SharedSumsRequest, 'node' | 'signs'>;

/** Least and greatest Σ code · weight over all channels. */
function weightedRange(weights: SignedWeights, greatest: number): { least: number; most: number } {
  let least = 0;
  let most = 0;
  for (const own of channelWeights(weights)) {
    least = Math.min(least, greatest * sumOf(own.map((weight) => Math.min(weight, 0))));
    most = Math.max(most, greatest * sumOf(own.map((weight) => Math.max(weight, 0))));
  }
  return { least, most };
}

/** Zero point times the sum of each channel's weights, as they stand. */
export function zeroPointSums({
  input,
  ...weights
}: SignedWeights & Pick<SharedSumsRequest, 'input'>): number[] {
  return channelWeights(weights).map((own) => input.zeroPoint * sumOf(own));
}

function channelWeights({ node, signs }: SignedWeights): number[][] {
  const values = integerWeights(node.weights);
  const size = values.length / signs.length;
  return signs.map((sign, channel) =>
    Array.from(values.subarray(channel * size, (channel + 1) * size), (weight) => sign * weight),
  );
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
