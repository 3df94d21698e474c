import { invalidNode } from '../errors.js';
import { elementCount, type Conv2DNode, type Tensor } from '../model/graph.js';
import {
  dotProduct,
  integerWeights,
  verifyMultiplyAccumulate,
  weightedSumBounds,
} from './multiply-accumulate.js';
import type { Op, OperandValues } from './op.js';
import { requantize, zeroPointOf } from './requantize.js';
import { forEachTap, windowedSize, type WindowGeometry } from './windows.js';

/** Grouped 2-D convolution with folded batch norm, activation and residual add. */
export const conv2d: Op<Conv2DNode> = {
  op: 'conv2d',
  inputCount: [1, 2],

  outputShape(node, [input]) {
    verifyGroups(node, input);
    const [height, width] = windowedSize(node.name, input.shape, geometryOf(node));
    return [height, width, node.weights.shape[0]];
  },

  accumulatorBounds: (node, [input]) => weightedSumBounds(node.weights, input),

  verify: verifyMultiplyAccumulate,

  macs: ({ weights }, output) =>
    elementCount(output.shape) * weights.shape[1] * weights.shape[2] * weights.shape[3],

  execute(node, { inputs, output }) {
    const [input, residual] = inputs;
    const [height, width, channels] = output.shape;
    const weights = integerWeights(node.weights);
    const values = new Int32Array(elementCount(output.shape));
    const geometry = geometryOf(node);
    for (let y = 0, index = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const window = gatherWindow(geometry, input, [y, x]);
        for (let channel = 0; channel < channels; channel++, index++) {
          const accumulator = accumulate(node, weights, window, channel);
          const shortcut = residual ? residual.values[index] - zeroPointOf(residual.tensor) : 0;
          values[index] = requantize(node.requantize, channel, accumulator, shortcut, output);
        }
      }
    }
    return values;
  },
};

/** The window of a convolution node. */
export function geometryOf(node: Conv2DNode): WindowGeometry {
  return { ...node, kernel: [node.weights.shape[1], node.weights.shape[2]] };
}

/** Input values less zero point of one window, taps × input channels; padding stays 0. */
function gatherWindow(
  geometry: WindowGeometry,
  { tensor, values }: OperandValues,
  position: readonly [number, number],
): Int32Array {
  const channels = tensor.shape[2];
  const window = new Int32Array(geometry.kernel[0] * geometry.kernel[1] * channels);
  const zeroPoint = zeroPointOf(tensor);
  forEachTap(tensor.shape, geometry, position, (inputPixel, kernelPixel) => {
    for (let channel = 0; channel < channels; channel++) {
      const value = values[inputPixel * channels + channel] - zeroPoint;
      window[kernelPixel * channels + channel] = value;
    }
  });
  return window;
}

function accumulate(
  { weights: { shape }, groups }: Conv2DNode,
  weights: Int32Array,
  window: Int32Array,
  channel: number,
): number {
  const [outputs, kernelHeight, kernelWidth, groupInputs] = shape;
  const taps = kernelHeight * kernelWidth;
  const firstInput = Math.floor(channel / (outputs / groups)) * groupInputs;
  const first = channel * taps * groupInputs;
  if (groups === 1) return dotProduct(window, 0, weights, first, taps * groupInputs);
  let sum = 0;
  for (let tap = 0; tap < taps; tap++) {
    const from = tap * groupInputs * groups + firstInput;
    sum += dotProduct(window, from, weights, first + tap * groupInputs, groupInputs);
  }
  return sum;
}

function verifyGroups({ name, weights, groups }: Conv2DNode, input: Tensor): void {
  const channels = input.shape[2];
  if (channels !== groups * weights.shape[3] || weights.shape[0] % groups !== 0) {
    throw invalidNode(
      name,
      `${groups} groups of ${weights.shape[3]} inputs do not divide ${channels} input and ${weights.shape[0]} output channels`,
    );
  }
}
