import * as tf from '@tensorflow/tfjs';
import { conv2dGeometry, cutTo, explicitPadding, type Margin } from './conv2d-geometry.js';
import { composeKernels, defineKernel, type RunKernel } from './wasm-kernel.js';

interface Inputs extends Record<string, tf.TensorInfo> {
  /** [N, Ho, Wo, Co] */
  readonly dy: tf.TensorInfo;
  /** [Kh, Kw, Ci, Co] */
  readonly filter: tf.TensorInfo;
}

/**
 * Gradient of conv2d for its input, [N, H, W, Ci]: dy with stride − 1 zeros put after every row and
 * column, convolved with the filter turned by 180° and its channels swapped. The package's own
 * kernel is a scalar loop; this runs at the speed of its conv2d. A padding as wide as the filter,
 * which no layer has, stays with the package's kernel.
 */
export const conv2dBackpropInput = defineKernel<Inputs, tf.Conv2DBackpropInputAttrs>(
  'Conv2DBackpropInput',
  ({ inputs: { dy, filter }, attrs, backend, original }) => {
    const info = conv2dGeometry(attrs.inputShape, filter.shape, attrs);
    const margin = marginForInput(info);
    return composeKernels(backend, (run) => {
      if (margin.top < 0 || margin.left < 0) return run(original, { dy, filter }, attrs);
      const spread = spreadByStride(run, dy, info);
      const used = cutTo(run, spread, margin);
      const turned = run('Reverse', { x: filter }, { dims: [0, 1] });
      const swapped = run('Transpose', { x: turned }, { perm: [0, 1, 3, 2] });
      const pad = explicitPadding(margin);
      const attributes = { strides: 1, dilations: 1, pad, dataFormat: 'NHWC' };
      return run('Conv2D', { x: used, filter: swapped }, attributes);
    });
  },
);

/** What surrounds the spread dy so that the turned filter has exactly H × W positions. */
function marginForInput(info: tf.backend_util.Conv2DInfo): Margin {
  const top = info.filterHeight - 1 - info.padInfo.top;
  const left = info.filterWidth - 1 - info.padInfo.left;
  return {
    top,
    left,
    bottom: info.inHeight + info.filterHeight - 1 - info.outHeight * info.strideHeight - top,
    right: info.inWidth + info.filterWidth - 1 - info.outWidth * info.strideWidth - left,
  };
}

/**
 * [N, Ho, Wo, Co] to [N, Ho · s, Wo · s, Co] with zeros in between: seen as a matrix with a value's
 * channels as a row, padding its rows on the right puts the zero columns in, and likewise rows.
 */
function spreadByStride(
  run: RunKernel,
  dy: tf.TensorInfo,
  info: tf.backend_util.Conv2DInfo,
): tf.TensorInfo {
  const { batchSize, outHeight, outWidth, outChannels, strideHeight, strideWidth } = info;
  if (strideHeight === 1 && strideWidth === 1) return dy;
  const padRows = (x: tf.TensorInfo, length: number, zeros: number): tf.TensorInfo => {
    const matrix = run('Reshape', { x }, { shape: [-1, length] });
    return run(
      'PadV2',
      { x: matrix },
      {
        paddings: [
          [0, 0],
          [0, zeros],
        ],
        constantValue: 0,
      },
    );
  };
  const rowLength = outWidth * strideWidth * outChannels;
  const columns = padRows(dy, outChannels, (strideWidth - 1) * outChannels);
  const rows = padRows(columns, rowLength, (strideHeight - 1) * rowLength);
  const shape = [batchSize, outHeight * strideHeight, outWidth * strideWidth, outChannels];
  return run('Reshape', { x: rows }, { shape });
}
