import type * as tf from '@tensorflow/tfjs';
import { WeightedLayer } from '../layers/index.js';
import { floatBits, rangeKinds, readUppers } from '../quantizer/index.js';

/** The weights of a layer against the levels that they are rounded to, both in units of the range. */
export interface WeightHistogram {
  readonly name: string;
  readonly bits: number;
  /** Of equal bins from −reach to reach; weights beyond are in the outermost ones. */
  readonly counts: readonly number[];
  readonly reach: number;
  readonly levels: readonly number[];
}

const BINS = 61;
const REACH = 1.5;

/** One for each quantized kernel, in the order of the layers. */
export function weightHistograms(model: tf.LayersModel): WeightHistogram[] {
  return model.layers
    .filter((layer) => layer instanceof WeightedLayer)
    .filter(({ quantizer }) => quantizer.spec.bits !== floatBits)
    .map(histogramOf);
}

function histogramOf(layer: WeightedLayer): WeightHistogram {
  const { bits } = layer.quantizer.spec;
  const uppers = readUppers(layer.quantizer);
  const values = layer.kernelValues().dataSync<'float32'>();
  const counts = new Array<number>(BINS).fill(0);
  // Channels are the last axis, so that neighbouring values belong to neighbouring ranges.
  values.forEach((value, index) => {
    const share = value / uppers[index % uppers.length];
    const bin = Math.floor(((share + REACH) / (2 * REACH)) * BINS);
    counts[Math.min(Math.max(bin, 0), BINS - 1)]++;
  });
  return { name: layer.name, bits, counts, reach: REACH, levels: levelsOf(bits) };
}

/** The symmetric range's levels in units of its greatest one. */
function levelsOf(bits: number): number[] {
  const offset = rangeKinds.symmetric.offset(bits);
  return Array.from({ length: 2 ** bits }, (_, code) => (code - offset) / offset);
}
