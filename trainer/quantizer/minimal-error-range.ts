import { codeOf, rangeKinds, stepOf, type RangeName } from './ranges.js';

const candidates = 80;
const greatestSample = 16_384;

/**
 * The greatest level u that quantizes these values with the least mean squared error, of 80 evenly
 * spaced up to the greatest magnitude. Large arrays are sampled at even distances.
 *
 * @returns u > 0; `ofZeros` where there is no value to fit
 */
export function minimalErrorUpper(
  values: ArrayLike<number>,
  range: RangeName,
  bits: number,
  ofZeros: number,
): number {
  const sample = evenSample(values);
  const greatest = greatestMagnitude(sample, range);
  if (!(greatest > 0)) return ofZeros;
  let best = { upper: greatest, error: Infinity };
  for (let candidate = 1; candidate <= candidates; candidate++) {
    const upper = (greatest * candidate) / candidates;
    const error = squaredError(sample, upper, range, bits);
    if (error < best.error) best = { upper, error };
  }
  return best.upper;
}

/** An odd stride cannot fall in step with channel counts, which are mostly even. */
function evenSample(values: ArrayLike<number>): Float64Array {
  const stride = Math.ceil(values.length / greatestSample) | 1;
  return Float64Array.from(
    { length: Math.ceil(values.length / stride) },
    (_, index) => values[index * stride],
  );
}

function greatestMagnitude(sample: Float64Array, range: RangeName): number {
  const magnitude = range === 'unsigned' ? (value: number) => value : Math.abs;
  return sample.reduce((greatest, value) => Math.max(greatest, magnitude(value)), 0);
}

function squaredError(sample: Float64Array, upper: number, range: RangeName, bits: number): number {
  const step = stepOf(upper, range, bits);
  const offset = rangeKinds[range].offset(bits);
  const least = range === 'unsigned' ? 0 : -Infinity;
  let error = 0;
  for (const value of sample) {
    const wanted = Math.max(value, least);
    error += (step * (codeOf(wanted, step, range, bits) - offset) - wanted) ** 2;
  }
  return error;
}
