import type { Padding } from '../model/graph.js';

export interface SameWindow {
  readonly kernel: readonly [height: number, width: number];
  readonly stride: number;
  readonly dilation: number;
}

/** TensorFlow's SAME padding: of an odd padding the greater half is behind. */
export function samePadding(
  [height, width]: readonly [height: number, width: number, channels: number],
  { kernel, stride, dilation }: SameWindow,
): Padding {
  const [top, bottom] = alongAxis(height, kernel[0], stride, dilation);
  const [left, right] = alongAxis(width, kernel[1], stride, dilation);
  return { top, bottom, left, right };
}

function alongAxis(
  length: number,
  kernel: number,
  stride: number,
  dilation: number,
): readonly [before: number, behind: number] {
  const reach = (kernel - 1) * dilation + 1;
  const total = Math.max((Math.ceil(length / stride) - 1) * stride + reach - length, 0);
  const before = Math.floor(total / 2);
  return [before, total - before];
}
