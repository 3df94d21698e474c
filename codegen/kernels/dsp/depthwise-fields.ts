/** Fields of a product of four pixels and three taps. */
const FIELDS = 6;
const PIXELS = 4;
/** One below the greatest byte, so that a threshold that no sum reaches is a byte too. */
const FIELD_LIMIT = 254;

/** Integer weights of one multiplication by exponent, 0 where there is no tap. */
export type TapWord = readonly [number, number, number];

/** What the six fields of a product begin with, so that none leaves its byte. */
export interface FieldBiases {
  readonly fields: readonly number[];
  /** The sum of the biases of the fields that meet at an output, alike for all outputs. */
  readonly total: number;
}

/**
 * Biases for a depthwise convolution, whose whole window is added up in the fields: output p of a
 * group is field p of its own block and, for the first two, field p + 4 of the block before.
 *
 * @param channels the words that each channel's window multiplies with
 * @param code greatest activation
 * @returns `undefined` where some channel's sums need more than a byte
 */
export function fieldBiases(
  channels: readonly (readonly TapWord[])[],
  code: number,
): FieldBiases | undefined {
  const below = greatestSums(channels, (weight) => code * Math.max(-weight, 0));
  const above = greatestSums(channels, (weight) => code * Math.max(weight, 0));
  const total = Math.max(below[0] + below[4], below[1] + below[5], below[2]);
  const fields = [total - below[4], total - below[5], total, total, below[4], below[5]];
  const fits = fields.every((bias, field) => bias + above[field] <= FIELD_LIMIT);
  return fits ? { fields, total } : undefined;
}

/**
 * The same bias for every field of low and high words, for sums that begin with the high word of the
 * block before: complete ones hold it twice. Fields 4 and 5 may be negative on the way, as they are
 * parts of an integer whose upper bytes are not.
 *
 * @returns `undefined` where some channel's sums, or thresholds one above them, need more than a byte
 */
export function uniformBiases(
  channels: readonly (readonly TapWord[])[],
  code: number,
): FieldBiases | undefined {
  const whole = (share: (weight: number) => number): number =>
    channels.reduce((most, words) => Math.max(most, sumOf(words.flat().map(share))), 0);
  const bias = Math.ceil(whole((weight) => code * Math.max(-weight, 0)) / 2);
  const above = whole((weight) => code * Math.max(weight, 0));
  const fits = 2 * bias + above < FIELD_LIMIT;
  return fits ? { fields: Array.from({ length: FIELDS }, () => bias), total: 2 * bias } : undefined;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** For each field the greatest sum over all channels. */
function greatestSums(
  channels: readonly (readonly TapWord[])[],
  share: (weight: number) => number,
): number[] {
  return Array.from({ length: FIELDS }, (_, field) =>
    channels.reduce((most, words) => Math.max(most, fieldSum(words, field, share)), 0),
  );
}

/** Taps that meet pixel `field − exponent`, which must be one of the four. */
function fieldSum(
  words: readonly TapWord[],
  field: number,
  share: (weight: number) => number,
): number {
  let sum = 0;
  for (const word of words) {
    for (const [exponent, weight] of word.entries()) {
      const pixel = field - exponent;
      if (pixel >= 0 && pixel < PIXELS) sum += share(weight);
    }
  }
  return sum;
}
