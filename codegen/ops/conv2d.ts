import { invalidNode } from '../errors.js';
import { elementCount, type Conv2DNode, type Shape, type Tensor } from '../model/graph.js';
import {
  integerWeight,
  verifyMultiplyAccumulate,
  weightedSumBounds,
} from './multiply-accumulate.js';
import type { Op, OpContext, Values } from './op.js';
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

  execute(node, context) {
    const { shape } = context.output;
    const values = new Int32Array(elementCount(shape));
    for (let y = 0, index = 0; y < shape[0]; y++) {
      for (let x = 0; x < shape[1]; x++) {
        for (let channel = 0; channel < shape[2]; channel++, index++) {
          values[index] = convolveAt(node, context, [y, x, channel], index);
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

function convolveAt(
  node: Conv2DNode,
  { inputs, output }: OpContext,
  [y, x, channel]: Shape,
  index: number,
): number {
  const accumulator = accumulate(node, inputs[0], [y, x], channel);
  const residual = inputs.at(1);
  const shortcut = residual ? residual.values[index] - zeroPointOf(residual.tensor) : 0;
  return requantize(node.requantize, channel, accumulator, shortcut, output);
}

function accumulate(
  node: Conv2DNode,
  { tensor, values }: { tensor: Tensor; values: Values },
  position: readonly [number, number],
  channel: number,
): number {
  const { weights, groups } = node;
  const [outputs, kernelHeight, kernelWidth, groupInputs] = weights.shape;
  const firstInput = Math.floor(channel / (outputs / groups)) * groupInputs;
  const firstWeight = channel * kernelHeight * kernelWidth * groupInputs;
  const zeroPoint = zeroPointOf(tensor);
  let sum = 0;
  forEachTap(tensor.shape, geometryOf(node), position, (inputPixel, kernelPixel) => {
    const from = inputPixel * tensor.shape[2] + firstInput;
    const at = firstWeight + kernelPixel * groupInputs;
    for (let input = 0; input < groupInputs; input++) {
      sum += (values[from + input] - zeroPoint) * integerWeight(weights, weights.codes[at + input]);
    }
  });
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
