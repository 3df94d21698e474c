import {
  elementCount,
  type AccumulatorBounds,
  type AveragePoolNode,
  type Tensor,
} from '../model/graph.js';
import { poolGeometry, verifyPadding } from './max-pool.js';
import { verifyBounds } from './multiply-accumulate.js';
import type { Op } from './op.js';
import {
  codeInterval,
  scaleInterval,
  shiftAndClamp,
  verifyRange,
  zeroPointOf,
} from './requantize.js';
import { forEachTap, windowedSize } from './windows.js';

/** Sum of each window, requantized; the division by the window's size is in the multiplier. */
export const averagePool: Op<AveragePoolNode> = {
  op: 'averagePool',
  inputCount: [1, 1],

  outputShape(node, [input]) {
    const [height, width] = windowedSize(node.name, input.shape, poolGeometry(node));
    return [height, width, input.shape[2]];
  },

  accumulatorBounds: (node, [input]) => windowSumBounds(node, input),

  verify(node, inputs, output) {
    verifyPadding(node);
    verifyBounds(node, windowSumBounds(node, inputs[0]));
    const { min, max } = node.accumulator;
    const [low, high] = scaleInterval([min, max], node.multiplier);
    verifyRange(node.name, [low + node.bias, high + node.bias], node.shift, output);
  },

  macs: () => 0,

  execute(node, { inputs: [{ tensor, values }], output }) {
    const [, width, channels] = output.shape;
    const zeroPoint = zeroPointOf(tensor);
    return Int32Array.from({ length: elementCount(output.shape) }, (_, index) => {
      const channel = index % channels;
      const pixel = (index - channel) / channels;
      const position = [Math.floor(pixel / width), pixel % width] as const;
      let sum = 0;
      forEachTap(tensor.shape, poolGeometry(node), position, (inputPixel) => {
        sum += values[inputPixel * channels + channel] - zeroPoint;
      });
      return shiftAndClamp(BigInt(sum) * BigInt(node.multiplier) + node.bias, node.shift, output);
    });
  },
};

/** A window of least codes and one of greatest codes. */
function windowSumBounds({ kernel }: AveragePoolNode, input: Tensor): AccumulatorBounds {
  const [low, high] = codeInterval(input);
  const taps = kernel[0] * kernel[1];
  // Adding 0 turns −0 into 0, which JSON and comparisons know.
  return { min: low * taps + 0, max: high * taps + 0 };
}
