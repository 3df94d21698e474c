import type {
  AccumulatorBounds,
  CodeTensor,
  Requantization,
  Shape,
  Tensor,
} from '../model/graph.js';
import type { Values } from '../ops/op.js';
import type { Random } from '../testing/random.js';
import { normal } from './bell.js';
import { channelMoments, rootMeanSquare } from './channel-statistics.js';
import { logitStep, multipliersFor, thresholdsFor, type ChannelSteps } from './fixed-point.js';

/** Codes behind a ReLU (unsigned), or of either sign as a projection shortcut has them. */
export interface CodeFormat {
  readonly bits: number;
  readonly signed: boolean;
}

/** A layer whose accumulators on some input are known. */
export interface CalibratedLayer {
  readonly random: Random;
  /** Of the output tensor. */
  readonly name: string;
  readonly shape: Shape;
  readonly sums: Values;
  readonly accumulator: AccumulatorBounds;
  /** Real value of one step of the accumulator, about. */
  readonly gain: number;
  readonly residual: { readonly tensor: CodeTensor; readonly values: Values } | undefined;
}

export interface Calibration {
  readonly output: Tensor;
  readonly requantize: Requantization;
}

/** Real value = gain · accumulator + offset, for each channel. */
type Affine = readonly ChannelSteps[];

/** Wider outputs and residual sums are scaled, as the exporter of trained models has it. */
const greatestThresholdBits = 4;

/**
 * What batch norm of random gamma and beta and a uniform quantizer of least error would become: the
 * quantizer's step is fitted to the real values that the layer gives.
 */
export function calibrate(layer: CalibratedLayer, { bits, signed }: CodeFormat): Calibration {
  const affine = batchNorm(layer);
  const scale = quantizerStep(rootMeanSquare(realValues(layer, affine)), bits, signed);
  const zeroPoint = signed ? 2 ** (bits - 1) : 0;
  const { name, shape, accumulator, residual } = layer;
  const output: CodeTensor = { type: 'codes', name, shape, bits, zeroPoint, scale };
  const steps = affine.map(({ gain, offset }) => ({
    gain: gain / scale,
    offset: offset / scale + zeroPoint,
  }));
  const requantize =
    bits <= greatestThresholdBits && !residual
      ? thresholdsFor(steps, bits, accumulator)
      : multipliersFor(steps, accumulator, residual && residual.tensor.scale / scale);
  return { output, requantize };
}

/** A last layer's sums with a bias, in steps that tell them apart. */
export function calibrateLogits(layer: CalibratedLayer): Calibration {
  const { random, name, shape, accumulator, sums, gain } = layer;
  const step = logitStep(accumulator);
  const spread = rootMeanSquare(Float64Array.from(sums));
  const steps = Array.from({ length: shape[2] }, () => ({
    gain: 1 / step,
    offset: Math.round((normal(random) * spread) / 10 / step),
  }));
  const output: Tensor = { type: 'int32', name, shape, scale: gain * step };
  return { output, requantize: multipliersFor(steps, accumulator) };
}

/** Gamma is log-normal around 1 and beta normal around 0, as trained networks have them. */
function batchNorm({ random, sums, shape }: CalibratedLayer): Affine {
  return channelMoments(sums, shape[2]).map(({ mean, deviation }) => {
    const gain = Math.exp(0.25 * normal(random)) / deviation;
    return { gain, offset: 0.3 * normal(random) - gain * mean };
  });
}

function realValues({ sums, residual }: CalibratedLayer, affine: Affine): Float64Array {
  return Float64Array.from(sums, (sum, index) => {
    const { gain, offset } = affine[index % affine.length];
    const shortcut = residual
      ? (residual.values[index] - residual.tensor.zeroPoint) * residual.tensor.scale
      : 0;
    return gain * sum + offset + shortcut;
  });
}

/** About where a uniform quantizer of that many bits has its least error on a bell. */
function quantizerStep(deviation: number, bits: number, signed: boolean): number {
  const upper = deviation * (1 + 0.45 * bits);
  return upper / (signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1);
}
