import type { AccumulatorBounds, CodeTensor, Requantization, Tensor } from '../../codegen/index.js';
import type { Affine } from './affine.js';
import { toFixedPoint } from './fixed-point.js';
import { thresholdsOf } from './thresholds.js';

export interface RequantizationOptions {
  /** The layer, for messages. */
  readonly name: string;
  /** Accumulator to real values; gains are not negative. */
  readonly affine: Affine;
  readonly bounds: AccumulatorBounds;
  readonly residual: CodeTensor | undefined;
  readonly output: Tensor;
}

const greatestThresholdBits = 4;

/** Accumulators to the output's codes: thresholds up to 4 bits without a residual, else multipliers. */
export function requantizationOf(options: RequantizationOptions): Requantization {
  const { name, bounds, residual, output } = options;
  const affine = inOutputSteps(options.affine, output);
  if (output.type === 'codes' && output.bits <= greatestThresholdBits && !residual) {
    const thresholds = thresholdsOf({ affine, greatestCode: 2 ** output.bits - 1, bounds });
    return { kind: 'thresholds', thresholds };
  }
  const residualGain = residual ? [residual.scale / output.scale] : [];
  const rows = [...affine.gains].map((gain, channel) => ({
    gains: [gain, ...residualGain],
    offset: affine.offsets[channel] + 0.5,
  }));
  const reach = [Math.max(-bounds.min, bounds.max), 255];
  const { shift, multipliers, biases } = toFixedPoint(name, rows, reach);
  return {
    kind: 'multiplier',
    shift,
    multipliers: Int32Array.from(multipliers, ([main]) => main),
    biases: BigInt64Array.from(biases),
    ...(residual && { residualMultipliers: Int32Array.from(multipliers, ([, side]) => side) }),
  };
}

function inOutputSteps({ gains, offsets }: Affine, output: Tensor): Affine {
  const zeroPoint = output.type === 'codes' ? output.zeroPoint : 0;
  return {
    gains: gains.map((gain) => gain / output.scale),
    offsets: offsets.map((offset) => offset / output.scale + zeroPoint),
  };
}
