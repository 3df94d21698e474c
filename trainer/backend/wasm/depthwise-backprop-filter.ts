import * as tf from '@tensorflow/tfjs';
import { depthwiseGeometry, forEachTap } from './depthwise-taps.js';
import { defineKernel } from './wasm-kernel.js';

interface Inputs extends Record<string, tf.TensorInfo> {
  /** [N, H, W, Ci] */
  readonly x: tf.TensorInfo;
  /** [N, Ho, Wo, Ci · M] */
  readonly dy: tf.TensorInfo;
}

/**
 * Gradient of depthwise conv2d for its filter, [Kh, Kw, Ci, M]. A depthwise layer has too few
 * multiplications per byte for a matrix product to pay, so this loops over the WASM heap in
 * JavaScript, summing in double precision.
 */
export const depthwiseBackpropFilter = defineKernel<
  Inputs,
  tf.DepthwiseConv2dNativeBackpropFilterAttrs
>('DepthwiseConv2dNativeBackpropFilter', ({ inputs: { x, dy }, attrs, backend }) => {
  const info = depthwiseGeometry(x.shape, attrs.filterShape, attrs);
  const gradient = backend.makeOutput(attrs.filterShape, 'float32');
  // The views must be taken after the allocation, which may move the heap.
  const images = backend.typedArrayFromHeap(x);
  const output = backend.typedArrayFromHeap(dy);
  const sums = new Float64Array(tf.util.sizeFromShape(attrs.filterShape));
  const multiplier = info.outChannels / info.inChannels;
  forEachTap(info, (inputAt, outputAt, filterAt) => {
    for (let channel = 0, at = 0; channel < info.inChannels; channel++) {
      const value = images[inputAt + channel];
      for (let copy = 0; copy < multiplier; copy++, at++) {
        sums[filterAt + at] += value * output[outputAt + at];
      }
    }
  });
  backend.typedArrayFromHeap(gradient).set(sums);
  return gradient;
});
