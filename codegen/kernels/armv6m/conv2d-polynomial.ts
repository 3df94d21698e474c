import { tileKernel } from './tile-kernel.js';
import { polynomialForm } from './tile-form.js';

/** Byte fields of staged rows hold four codes, so two bits at most. */
const MOST_INPUT_BITS = 2;

/** Six MACs a multiplication where neighbouring outputs read neighbouring pixels. */
export const conv2dPolynomial = tileKernel(
  'conv2d_polynomial',
  ({ strides, dilations, weights }, { inputs }) =>
    strides[1] === 1 &&
    dilations[1] === 1 &&
    weights.shape[2] > 1 &&
    inputs[0].bits <= MOST_INPUT_BITS
      ? [polynomialForm]
      : [],
);
