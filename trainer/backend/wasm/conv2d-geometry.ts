import * as tf from '@tensorflow/tfjs';
import type { RunKernel } from './wasm-kernel.js';

export type Shape4D = [number, number, number, number];

interface ConvAttributes {
  readonly strides: [number, number] | number;
  readonly pad: tf.Conv2DBackpropInputAttrs['pad'];
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** The geometry of the forward conv2d of a gradient; tfjs has no gradients for dilated ones. */
export function conv2dGeometry(
  inputShape: number[],
  filterShape: number[],
  { strides, pad, dataFormat, dimRoundingMode }: ConvAttributes,
): tf.backend_util.Conv2DInfo {
  return tf.backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    strides,
    1,
    pad,
    dimRoundingMode,
    false,
    tf.backend_util.convertConv2DDataFormat(dataFormat),
  );
}

/** How many rows and columns to put around an image; fewer than none means to cut them off. */
export interface Margin {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** The part of a margin that adds, in the form that tfjs calls explicit, for an NHWC tensor. */
export function explicitPadding({ top, bottom, left, right }: Margin): [number, number][] {
  return [
    [0, 0],
    [Math.max(top, 0), Math.max(bottom, 0)],
    [Math.max(left, 0), Math.max(right, 0)],
    [0, 0],
  ];
}

/**
 * What of an NHWC tensor remains when the margin cuts off rows below and columns to the right: the
 * tensor itself where it cuts off nothing, since a slice is a copy.
 */
export function cutTo(run: RunKernel, x: tf.TensorInfo, { bottom, right }: Margin): tf.TensorInfo {
  if (bottom >= 0 && right >= 0) return x;
  const [images, height, width, channels] = x.shape;
  const size = [images, height + Math.min(bottom, 0), width + Math.min(right, 0), channels];
  return run('Slice', { x }, { begin: [0, 0, 0, 0], size });
}
