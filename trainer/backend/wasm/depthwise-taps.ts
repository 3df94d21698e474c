import * as tf from '@tensorflow/tfjs';

export type Shape4D = [number, number, number, number];

interface DepthwiseAttributes {
  readonly strides: [number, number] | number;
  readonly pad: tf.DepthwiseConv2dNativeBackpropInputAttrs['pad'];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** The geometry of a depthwise convolution; tfjs has no gradients for dilated ones. */
export function depthwiseGeometry(
  inputShape: number[],
  filterShape: number[],
  { strides, pad, dimRoundingMode }: DepthwiseAttributes,
): tf.backend_util.Conv2DInfo {
  return tf.backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    strides,
    1,
    pad,
    dimRoundingMode,
    true,
  );
}

/**
 * Calls `visit` once for each output position and filter tap that falls inside the image, with the
 * offsets in the flat arrays at which the channels of input, output and filter begin. The channels
 * lie together in all three, so the visitor's loop over them is the hot one.
 */
export function forEachTap(
  info: tf.backend_util.Conv2DInfo,
  visit: (inputAt: number, outputAt: number, filterAt: number) => void,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  for (let row = 0; row < batchSize * outHeight; row++) {
    const image = Math.floor(row / outHeight);
    const top = (row % outHeight) * info.strideHeight - info.padInfo.top;
    for (let column = 0; column < outWidth; column++) {
      const left = column * info.strideWidth - info.padInfo.left;
      const outputAt = (row * outWidth + column) * outChannels;
      for (let y = Math.max(0, -top); y < info.filterHeight && top + y < inHeight; y++) {
        const inputRow = (image * inHeight + top + y) * inWidth + left;
        for (let x = Math.max(0, -left); x < info.filterWidth && left + x < inWidth; x++) {
          visit((inputRow + x) * inChannels, outputAt, (y * info.filterWidth + x) * outChannels);
        }
      }
    }
  }
}
