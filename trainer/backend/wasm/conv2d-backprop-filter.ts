import * as tf from '@tensorflow/tfjs';
import { conv2dGeometry, cutTo, explicitPadding, type Margin } from './conv2d-geometry.js';
import { directFilterGradient, fitsBlocks } from './direct-filter-gradient.js';
import { simdKernels } from './simd/simd-kernels.js';
import { composeKernels, defineKernel, type RunKernel } from './wasm-kernel.js';

interface Inputs extends Record<string, tf.TensorInfo> {
  /** [N, H, W, Ci] */
  readonly x: tf.TensorInfo;
  /** [N, Ho, Wo, Co] */
  readonly dy: tf.TensorInfo;
}

/**
 * Gradient of conv2d for its filter, [Kh, Kw, Ci, Co]:
 *
 *     dw[kh, kw, ci, co] = Σ over n, y, x of x[n, y·s + kh − top, x·s + kw − left, ci] · dy[n, y, x, co]
 *
 * That is itself a convolution: with N and Ci swapped, dy slides over x as a filter of Ho × Wo taps
 * that lie one stride apart, and N is summed over as the input channel. So it runs at the speed of
 * the package's conv2d, and only the layouts have to be transposed.
 */
export const conv2dBackpropFilter = defineKernel<Inputs, tf.Conv2DBackpropFilterAttrs>(
  'Conv2DBackpropFilter',
  ({ inputs: { x, dy }, attrs, backend }) => {
    const info = conv2dGeometry(x.shape, attrs.filterShape, attrs);
    const kernels = simdKernels();
    if (kernels && fitsBlocks(info) && !isPointwise(info)) {
      return directFilterGradient(backend, kernels, { x, dy }, info);
    }
    const margin = marginForFilter(info);
    return composeKernels(backend, (run) => {
      if (isPointwise(info)) return pointwiseGradient(run, { x, dy }, info);
      const used = cutTo(run, x, margin);
      const images = run('Transpose', { x: used }, { perm: [3, 1, 2, 0] });
      const filter = run('Transpose', { x: dy }, { perm: [1, 2, 0, 3] });
      const gradient = run(
        'Conv2D',
        { x: images, filter },
        {
          strides: 1,
          dilations: [info.strideHeight, info.strideWidth],
          pad: explicitPadding(margin),
          dataFormat: 'NHWC',
        },
      );
      return run('Transpose', { x: gradient }, { perm: [1, 2, 0, 3] });
    });
  },
);

function isPointwise({ filterHeight, filterWidth, padInfo }: tf.backend_util.Conv2DInfo): boolean {
  return filterHeight === 1 && filterWidth === 1 && padInfo.top === 0 && padInfo.left === 0;
}

/** Of a filter of one tap: a product of matrices with a row for each pixel that the filter sees. */
function pointwiseGradient(
  run: RunKernel,
  { x, dy }: Inputs,
  { strideHeight, strideWidth, inChannels, outChannels }: tf.backend_util.Conv2DInfo,
): tf.TensorInfo {
  // The mean of single pixels takes out those seen, fifty times as fast as the strided slice does.
  const strides = [strideHeight, strideWidth];
  const seen = run('AvgPool', { x }, { filterSize: 1, strides, pad: 'valid' });
  const a = run('Reshape', { x: seen }, { shape: [1, -1, inChannels] });
  const b = run('Reshape', { x: dy }, { shape: [1, -1, outChannels] });
  const product = run('BatchMatMul', { a, b }, { transposeA: true, transposeB: false });
  return run('Reshape', { x: product }, { shape: [1, 1, inChannels, outChannels] });
}

/** What surrounds x so that dy, with its taps a stride apart, has exactly Kh × Kw positions. */
function marginForFilter(info: tf.backend_util.Conv2DInfo): Margin {
  const { top, left } = info.padInfo;
  const tapRows = (info.outHeight - 1) * info.strideHeight;
  const tapColumns = (info.outWidth - 1) * info.strideWidth;
  return {
    top,
    left,
    bottom: info.filterHeight + tapRows - info.inHeight - top,
    right: info.filterWidth + tapColumns - info.inWidth - left,
  };
}
