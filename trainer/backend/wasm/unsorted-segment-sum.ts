import * as tf from '@tensorflow/tfjs';
import { defineKernel } from './wasm-kernel.js';

interface Inputs extends Record<string, tf.TensorInfo> {
  /** [S, ...] */
  readonly x: tf.TensorInfo;
  /** [S], int32; a negative one drops its row. */
  readonly segmentIds: tf.TensorInfo;
}

/** Adds up the rows of `x` that share a segment id: the gradient of gather. */
export const unsortedSegmentSum = defineKernel<Inputs, tf.UnsortedSegmentSumAttrs>(
  'UnsortedSegmentSum',
  ({ inputs: { x, segmentIds }, attrs: { numSegments }, backend }) => {
    const rowShape = x.shape.slice(segmentIds.shape.length);
    const rowSize = tf.util.sizeFromShape(rowShape);
    const result = backend.makeOutput([numSegments, ...rowShape], x.dtype);
    const rows = backend.typedArrayFromHeap(x);
    const sums = backend.typedArrayFromHeap(result).fill(0);
    backend.typedArrayFromHeap(segmentIds).forEach((segment, row) => {
      if (segment < 0 || segment >= numSegments) return;
      for (let at = 0; at < rowSize; at++) {
        sums[segment * rowSize + at] += rows[row * rowSize + at];
      }
    });
    return result;
  },
);
