import {
  weightedSumBounds,
  type AveragePoolNode,
  type AddNode,
  type Conv2DNode,
  type DenseNode,
  type GraphNode,
  type Tensor,
} from '../../codegen/index.js';
import { QuantConv2D, QuantDense, QuantDepthwiseConv2D } from '../layers/index.js';
import { notFinite } from './errors.js';
import { addPadding, explicitPadding, noPadding } from './explicit-padding.js';
import { toFixedPoint } from './fixed-point.js';
import type { AddedCodes, AverageSums, SumsFlow, WeightedSums } from './flow.js';
import { flipChannels, integerWeights } from './integer-weights.js';
import { requantizationOf } from './requantization.js';

/** The node that accumulates these sums and requantizes them to the output. */
export function emitNode(sums: SumsFlow, output: Tensor): GraphNode {
  switch (sums.source) {
    case 'weights':
      return emitWeighted(sums, output);
    case 'average':
      return emitAveragePool(sums, output);
    case 'add':
      return emitAdd(sums, output);
  }
}

/** Channels that batch norm negates get negated weights, so that all gains end up positive. */
function emitWeighted(sums: WeightedSums, output: Tensor): Conv2DNode | DenseNode {
  const { name, layer, input, affine, residual } = sums;
  if (![...affine.gains, ...affine.offsets].every(Number.isFinite)) {
    throw notFinite(name, 'a weight, bias or batch norm parameter');
  }
  const weights = flipChannels(integerWeights(layer).weights, affine.gains);
  const accumulator = weightedSumBounds(weights, input.tensor);
  const requantize = requantizationOf({
    name,
    affine: { ...affine, gains: affine.gains.map(Math.abs) },
    bounds: accumulator,
    residual,
    output,
  });
  const inputs = [input.tensor.name, ...(residual ? [residual.name] : [])];
  const common = { name, inputs, output: output.name, weights, accumulator, requantize };
  return layer instanceof QuantDense
    ? { op: 'dense', ...common }
    : { op: 'conv2d', ...common, ...convolutionWindow(sums) };
}

function convolutionWindow({ layer, input }: WeightedSums) {
  const { config } = layer as QuantConv2D | QuantDepthwiseConv2D;
  const { padding: zeros, tensor } = input;
  const [height, width, channels] = tensor.shape;
  const padded = [height + zeros.top + zeros.bottom, width + zeros.left + zeros.right] as const;
  return {
    strides: config.strides,
    dilations: config.dilationRate,
    padding: addPadding(explicitPadding(padded, config), zeros),
    groups: layer instanceof QuantDepthwiseConv2D ? channels : 1,
  };
}

function emitAveragePool(
  { name, input, kernel, strides }: AverageSums,
  output: Tensor,
): AveragePoolNode {
  const taps = kernel[0] * kernel[1];
  const zeroPoint = output.type === 'codes' ? output.zeroPoint : 0;
  const accumulator = {
    min: -input.zeroPoint * taps + 0,
    max: (2 ** input.bits - 1 - input.zeroPoint) * taps,
  };
  const row = { gains: [input.scale / (taps * output.scale)], offset: zeroPoint + 0.5 };
  const reach = [Math.max(-accumulator.min, accumulator.max)];
  const { shift, multipliers, biases } = toFixedPoint(name, [row], reach);
  return {
    op: 'averagePool',
    name,
    inputs: [input.name],
    output: output.name,
    kernel,
    strides,
    padding: noPadding,
    accumulator,
    shift,
    multiplier: multipliers[0][0],
    bias: biases[0],
  };
}

function emitAdd({ name, inputs }: AddedCodes, output: Tensor): AddNode {
  const zeroPoint = output.type === 'codes' ? output.zeroPoint : 0;
  const gains = inputs.map(({ scale }) => scale / output.scale);
  const reach = inputs.map(() => 255);
  const row = { gains, offset: zeroPoint + 0.5 };
  const { shift, multipliers, biases } = toFixedPoint(name, [row], reach);
  return {
    op: 'add',
    name,
    inputs: inputs.map((input) => input.name),
    output: output.name,
    shift,
    multipliers: Int32Array.from(multipliers[0]),
    bias: biases[0],
  };
}
