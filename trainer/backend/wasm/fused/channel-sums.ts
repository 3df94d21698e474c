/**
 * Σ a and Σ a·b by channel, the last axis, in double precision.
 *
 * @param a [rows · channels]
 * @param b As many.
 */
export function channelSums(
  a: Float32Array,
  b: Float32Array,
  channels: number,
): { sums: Float64Array; products: Float64Array } {
  const sums = new Float64Array(channels);
  const products = new Float64Array(channels);
  for (let row = 0; row < a.length; row += channels) {
    for (let channel = 0; channel < channels; channel++) {
      const value = a[row + channel];
      sums[channel] += value;
      products[channel] += value * b[row + channel];
    }
  }
  return { sums, products };
}
