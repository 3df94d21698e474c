import { invalidNode } from '../errors.js';
import { elementCount, type MaxPoolNode, type Tensor } from '../model/graph.js';
import type { Op } from './op.js';
import { forEachTap, windowedSize, type WindowGeometry } from './windows.js';

/** Greatest code of each window. Codes order as the reals do, so nothing is requantized. */
export const maxPool: Op<MaxPoolNode> = {
  op: 'maxPool',
  inputCount: [1, 1],

  outputShape(node, [input]) {
    const [height, width] = windowedSize(node.name, input.shape, poolGeometry(node));
    return [height, width, input.shape[2]];
  },

  verify(node, [input], output) {
    verifyPadding(node);
    if (!sameCodes(input, output)) {
      throw invalidNode(node.name, 'bits and zero point of a max pool’s output are its input’s');
    }
  },

  macs: () => 0,

  execute(node, { inputs: [{ tensor, values }], output }) {
    const [height, width, channels] = output.shape;
    const pooled = new Int32Array(elementCount(output.shape));
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const to = (y * width + x) * channels;
        forEachTap(tensor.shape, poolGeometry(node), [y, x], (pixel) => {
          for (let channel = 0; channel < channels; channel++) {
            const value = values[pixel * channels + channel];
            if (value > pooled[to + channel]) pooled[to + channel] = value;
          }
        });
      }
    }
    return pooled;
  },
};

type PoolNode = Pick<MaxPoolNode, 'name' | 'kernel' | 'strides' | 'padding'>;

/** The window of a pooling node. */
export function poolGeometry({ kernel, strides, padding }: PoolNode): WindowGeometry {
  return { kernel, strides, padding, dilations: [1, 1] };
}

/** Padding smaller than the window, so that every window sees at least one element. */
export function verifyPadding({ name, kernel, padding }: PoolNode): void {
  const { top, bottom, left, right } = padding;
  if (Math.max(top, bottom) >= kernel[0] || Math.max(left, right) >= kernel[1]) {
    throw invalidNode(name, `padding of its ${kernel.join('×')} pool is as large as the window`);
  }
}

function sameCodes(input: Tensor, output: Tensor): boolean {
  return (
    input.type === 'codes' &&
    output.type === 'codes' &&
    input.bits === output.bits &&
    input.zeroPoint === output.zeroPoint
  );
}
