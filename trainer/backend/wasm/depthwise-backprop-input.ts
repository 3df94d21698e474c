import * as tf from '@tensorflow/tfjs';
import { depthwiseGeometry, forEachTap } from './depthwise-taps.js';
import { defineKernel } from './wasm-kernel.js';

interface Inputs extends Record<string, tf.TensorInfo> {
  /** [N, Ho, Wo, Ci · M] */
  readonly dy: tf.TensorInfo;
  /** [Kh, Kw, Ci, M] */
  readonly filter: tf.TensorInfo;
}

/** Gradient of depthwise conv2d for its input, [N, H, W, Ci]: each tap scatters dy · w back. */
export const depthwiseBackpropInput = defineKernel<
  Inputs,
  tf.DepthwiseConv2dNativeBackpropInputAttrs
>('DepthwiseConv2dNativeBackpropInput', ({ inputs: { dy, filter }, attrs, backend }) => {
  const info = depthwiseGeometry(attrs.inputShape, filter.shape, attrs);
  const gradient = backend.makeOutput(attrs.inputShape, 'float32');
  // The views must be taken after the allocation, which may move the heap.
  const output = backend.typedArrayFromHeap(dy);
  const weights = backend.typedArrayFromHeap(filter);
  const sums = backend.typedArrayFromHeap(gradient).fill(0);
  const multiplier = info.outChannels / info.inChannels;
  forEachTap(info, (inputAt, outputAt, filterAt) => {
    for (let channel = 0, at = 0; channel < info.inChannels; channel++) {
      let sum = sums[inputAt + channel];
      for (let copy = 0; copy < multiplier; copy++, at++) {
        sum += output[outputAt + at] * weights[filterAt + at];
      }
      sums[inputAt + channel] = sum;
    }
  });
  return gradient;
});
