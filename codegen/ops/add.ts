import { invalidNode } from '../errors.js';
import { elementCount, type AddNode } from '../model/graph.js';
import type { Op } from './op.js';
import {
  codeInterval,
  exactSum,
  expectLength,
  scaleInterval,
  shiftAndClamp,
  verifyRange,
  zeroPointOf,
} from './requantize.js';

/** Element-wise sum of tensors of different scales, or of one, brought to the output's scale. */
export const add: Op<AddNode> = {
  op: 'add',
  inputCount: [1, 8],

  outputShape({ name }, inputs) {
    const [first, ...others] = inputs;
    const different = others.find((other) => other.shape.join() !== first.shape.join());
    if (different) {
      throw invalidNode(
        name,
        `its inputs are ${first.shape.join('×')} and ${different.shape.join('×')}`,
      );
    }
    return first.shape;
  },

  verify({ name, multipliers, bias, shift }, inputs, output) {
    expectLength(name, 'multipliers', multipliers.length, inputs.length);
    const ranges = inputs.map((input, index) =>
      scaleInterval(codeInterval(input), multipliers[index]),
    );
    const min = ranges.reduce((sum, range) => sum + range[0], bias);
    const max = ranges.reduce((sum, range) => sum + range[1], bias);
    verifyRange(name, [min, max], shift, output);
  },

  macs: () => 0,

  execute({ multipliers, bias, shift }, { inputs, output }) {
    return Int32Array.from({ length: elementCount(output.shape) }, (_, index) => {
      const terms = inputs.map(({ tensor, values }) => values[index] - zeroPointOf(tensor));
      return shiftAndClamp(exactSum(terms, multipliers, bias), shift, output);
    });
  },
};
