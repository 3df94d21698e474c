import type * as tf from '@tensorflow/tfjs';
import { cutTo, explicitPadding } from './conv2d-geometry.js';
import { residueFilter } from './residue-filter.js';
import { residueTaps } from './residue-taps.js';
import type { RunKernel } from './wasm-kernel.js';

interface Gradients extends Record<string, tf.TensorInfo> {
  readonly dy: tf.TensorInfo;
  readonly filter: tf.TensorInfo;
}

/**
 * The gradient of a conv2d with a stride for its input, null where its padding is as wide as the
 * filter. All residues of rows and columns are channels of one convolution without a stride, which
 * multiplies half as often as putting zeros between the values of dy would; then they change places.
 */
export function stridedBackpropInput(
  run: RunKernel,
  { dy, filter }: Gradients,
  info: tf.backend_util.Conv2DInfo,
): tf.TensorInfo | null {
  const { strideHeight, strideWidth, inHeight, inWidth, inChannels, batchSize } = info;
  const { filterHeight, filterWidth, outHeight, outWidth, padInfo } = info;
  const down = residueTaps({ stride: strideHeight, taps: filterHeight, before: padInfo.top });
  const across = residueTaps({ stride: strideWidth, taps: filterWidth, before: padInfo.left });
  if (down.padding < 0 || across.padding < 0) return null;
  const [rows, columns] = [Math.ceil(inHeight / strideHeight), Math.ceil(inWidth / strideWidth)];
  const margin = {
    top: down.padding,
    left: across.padding,
    bottom: rows + down.length - 1 - outHeight - down.padding,
    right: columns + across.length - 1 - outWidth - across.padding,
  };
  const byResidue = run(
    'Conv2D',
    { x: cutTo(run, dy, margin), filter: run(residueFilter, { filter }, { down, across }) },
    { strides: 1, dilations: 1, pad: explicitPadding(margin), dataFormat: 'NHWC' },
  );
  const blocks = [batchSize * rows, columns, strideHeight, strideWidth * inChannels];
  const apart = run('Reshape', { x: byResidue }, { shape: blocks });
  const inPlace = run('Transpose', { x: apart }, { perm: [0, 2, 1, 3] });
  const shape = [batchSize, rows * strideHeight, columns * strideWidth, inChannels];
  const whole = run('Reshape', { x: inPlace }, { shape });
  const surplus = { top: 0, left: 0, bottom: inHeight - shape[1], right: inWidth - shape[2] };
  return cutTo(run, whole, surplus);
}
