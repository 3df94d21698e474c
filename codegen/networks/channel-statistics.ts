import type { Values } from '../ops/op.js';

export interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

/** With fewer positions a channel's own moments would say more of the sample than of the layer. */
const leastPositions = 9;

/**
 * Mean and standard deviation of every channel, as batch norm would have learnt them. A channel that
 * hardly moves gets a quarter of the layer's deviation, so that no gain is out of proportion.
 */
export function channelMoments(values: Values, channels: number): Moments[] {
  if (values.length / channels < leastPositions) {
    return new Array<Moments>(channels).fill(momentsOf(values, 0, 1));
  }
  const own = Array.from({ length: channels }, (_, channel) =>
    momentsOf(values, channel, channels),
  );
  const typical = Math.sqrt(own.reduce((sum, row) => sum + row.deviation ** 2, 0) / channels);
  return own.map(({ mean, deviation }) => ({ mean, deviation: Math.max(deviation, typical / 4) }));
}

/** Of every `step`-th value from `first` on. */
function momentsOf(values: Values, first: number, step: number): Moments {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let index = first; index < values.length; index += step, count++) {
    sum += values[index];
    squares += values[index] ** 2;
  }
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(squares / count - mean ** 2, 0)) || 1 };
}

/** Root of the mean square. */
export function rootMeanSquare(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length) || 1;
}
