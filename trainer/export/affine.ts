/** real value = gain · accumulator + offset, in double precision, for each channel. */
export interface Affine {
  readonly gains: Float64Array;
  readonly offsets: Float64Array;
}

export interface BatchNormParameters {
  readonly gamma: ArrayLike<number>;
  readonly beta: ArrayLike<number>;
  readonly mean: ArrayLike<number>;
  readonly variance: ArrayLike<number>;
  readonly epsilon: number;
}

/** Batch norm behind an affine map is an affine map. */
export function foldBatchNorm(
  { gains, offsets }: Affine,
  { gamma, beta, mean, variance, epsilon }: BatchNormParameters,
): Affine {
  const factors = gains.map(
    (_, channel) => gamma[channel] / Math.sqrt(variance[channel] + epsilon),
  );
  return {
    gains: gains.map((gain, channel) => gain * factors[channel]),
    offsets: offsets.map(
      (offset, channel) => (offset - mean[channel]) * factors[channel] + beta[channel],
    ),
  };
}
