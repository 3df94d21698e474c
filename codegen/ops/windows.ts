import type { Padding, Shape } from '../model/graph.js';
import { invalidNode } from '../errors.js';

/** Sliding-window geometry shared by convolution and pooling. */
export interface WindowGeometry {
  readonly kernel: readonly [height: number, width: number];
  readonly strides: readonly [vertical: number, horizontal: number];
  readonly dilations: readonly [vertical: number, horizontal: number];
  readonly padding: Padding;
}

/**
 * Height and width of the output: ⌊(size + padding − dilated kernel) / stride⌋ + 1.
 *
 * @throws SB_MODEL_NODE where the window does not fit into the padded input
 */
export function windowedSize(
  name: string,
  input: Shape,
  { kernel, strides, dilations, padding }: WindowGeometry,
): [height: number, width: number] {
  const size = (axis: 0 | 1, pad: number): number =>
    Math.floor((input[axis] + pad - dilations[axis] * (kernel[axis] - 1) - 1) / strides[axis]) + 1;
  const height = size(0, padding.top + padding.bottom);
  const width = size(1, padding.left + padding.right);
  if (height < 1 || width < 1) {
    throw invalidNode(name, `its ${kernel.join('×')} window does not fit into ${input.join('×')}`);
  }
  return [height, width];
}

/**
 * Calls `visit` for every tap of the window of one output position that lies inside the input;
 * taps in the padding are left out, which is what makes padding count as zero.
 */
export function forEachTap(
  input: Shape,
  { kernel, strides, dilations, padding }: WindowGeometry,
  [outputY, outputX]: readonly [number, number],
  visit: (inputPixel: number, kernelPixel: number) => void,
): void {
  const top = outputY * strides[0] - padding.top;
  const left = outputX * strides[1] - padding.left;
  for (let ky = 0; ky < kernel[0]; ky++) {
    const y = top + ky * dilations[0];
    if (y < 0 || y >= input[0]) continue;
    for (let kx = 0; kx < kernel[1]; kx++) {
      const x = left + kx * dilations[1];
      if (x >= 0 && x < input[1]) visit(y * input[1] + x, ky * kernel[1] + kx);
    }
  }
}
