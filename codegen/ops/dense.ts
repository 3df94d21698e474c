import { invalidNode } from '../errors.js';
import { elementCount, type DenseNode } from '../model/graph.js';
import {
  dotProduct,
  integerWeights,
  verifyMultiplyAccumulate,
  weightedSumBounds,
} from './multiply-accumulate.js';
import type { Op } from './op.js';
import { requantize, zeroPointOf } from './requantize.js';

/** Fully connected layer over the flattened (height, width, channel) input. */
export const dense: Op<DenseNode> = {
  op: 'dense',
  inputCount: [1, 2],

  outputShape({ name, weights }, [input]) {
    const [outputs, height, width, inputs] = weights.shape;
    if (height !== 1 || width !== 1 || inputs !== elementCount(input.shape)) {
      throw invalidNode(
        name,
        `its weights ${weights.shape.join('×')} do not fit ${elementCount(input.shape)} inputs`,
      );
    }
    return [1, 1, outputs];
  },

  accumulatorBounds: (node, [input]) => weightedSumBounds(node.weights, input),

  verify: verifyMultiplyAccumulate,

  macs: ({ weights }) => weights.codes.length,

  execute(node, { inputs, output }) {
    const [{ tensor, values }, residual] = inputs;
    const weights = integerWeights(node.weights);
    const zeroPoint = zeroPointOf(tensor);
    const input = values.map((value) => value - zeroPoint);
    const { length } = input;
    return Int32Array.from({ length: node.weights.shape[0] }, (_, channel) => {
      const accumulator = dotProduct(input, 0, weights, channel * length, length);
      const shortcut = residual ? residual.values[channel] - zeroPointOf(residual.tensor) : 0;
      return requantize(node.requantize, channel, accumulator, shortcut, output);
    });
  },
};
