import * as tf from '@tensorflow/tfjs';
import { conv2dGeometry, cutTo, explicitPadding, type Margin } from './conv2d-geometry.js';
import { stridedBackpropInput } from './strided-backprop-input.js';
import { composeKernels, defineKernel, type RunKernel } from './wasm-kernel.js';

interface Inputs extends Record<string, tf.TensorInfo> {
  /** [N, Ho, Wo, Co] */
  readonly dy: tf.TensorInfo;
  /** [Kh, Kw, Ci, Co] */
  readonly filter: tf.TensorInfo;
}

/**
 * Gradient of conv2d for its input, [N, H, W, Ci]: dy convolved with the filter turned by 180° and its
 * channels swapped, by residues where there is a stride. The package's own kernel is a scalar loop;
 * this runs at the speed of its conv2d. A padding as wide as the filter, which no layer has, stays
 * with the package's kernel.
 */
export const conv2dBackpropInput = defineKernel<Inputs, tf.Conv2DBackpropInputAttrs>(
  'Conv2DBackpropInput',
  ({ inputs: { dy, filter }, attrs, backend, original }) => {
    const info = conv2dGeometry(attrs.inputShape, filter.shape, attrs);
    const isStrided = info.strideHeight > 1 || info.strideWidth > 1;
    const gradient = isStrided ? stridedBackpropInput : plainBackpropInput;
    return composeKernels(
      backend,
      (run) => gradient(run, { dy, filter }, info) ?? run(original, { dy, filter }, attrs),
    );
  },
);

/** Null where the padding is as wide as the filter. */
function plainBackpropInput(
  run: RunKernel,
  { dy, filter }: Inputs,
  info: tf.backend_util.Conv2DInfo,
): tf.TensorInfo | null {
  const margin = marginForInput(info);
  if (margin.top < 0 || margin.left < 0) return null;
  const used = cutTo(run, dy, margin);
  const turned = run('Reverse', { x: filter }, { dims: [0, 1] });
  const swapped = run('Transpose', { x: turned }, { perm: [0, 1, 3, 2] });
  const attributes = { strides: 1, dilations: 1, pad: explicitPadding(margin), dataFormat: 'NHWC' };
  return run('Conv2D', { x: used, filter: swapped }, attributes);
}

/** What surrounds dy so that the turned filter has exactly H × W positions. */
function marginForInput(info: tf.backend_util.Conv2DInfo): Margin {
  const top = info.filterHeight - 1 - info.padInfo.top;
  const left = info.filterWidth - 1 - info.padInfo.left;
  return {
    top,
    left,
    bottom: info.inHeight + info.filterHeight - 1 - info.outHeight - top,
    right: info.inWidth + info.filterWidth - 1 - info.outWidth - left,
  };
}
