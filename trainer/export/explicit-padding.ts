import type { Padding, Shape } from '../../codegen/index.js';
import type { WindowConfig } from '../layers/index.js';

export const noPadding: Padding = { top: 0, bottom: 0, left: 0, right: 0 };

/** TensorFlow's SAME or VALID in elements: of an odd SAME padding the greater half is behind. */
export function explicitPadding(
  [height, width]: Shape | readonly [number, number],
  { kernelSize, strides, dilationRate, padding }: WindowConfig,
): Padding {
  if (padding === 'valid') return noPadding;
  const total = (length: number, axis: 0 | 1): number => {
    const reach = (kernelSize[axis] - 1) * dilationRate[axis] + 1;
    return Math.max((Math.ceil(length / strides[axis]) - 1) * strides[axis] + reach - length, 0);
  };
  const [vertical, horizontal] = [total(height, 0), total(width, 1)];
  const top = Math.floor(vertical / 2);
  const left = Math.floor(horizontal / 2);
  return { top, bottom: vertical - top, left, right: horizontal - left };
}

/** Both paddings, one around the other. */
export function addPadding(inner: Padding, outer: Padding): Padding {
  return {
    top: inner.top + outer.top,
    bottom: inner.bottom + outer.bottom,
    left: inner.left + outer.left,
    right: inner.right + outer.right,
  };
}
