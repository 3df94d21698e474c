import type { DotShape } from './dot-shape.js';

/** Input rows that a strip of output rows reads, and their columns. */
export interface StripSize {
  readonly slots: number;
  readonly columns: number;
}

export function stripSize(shape: DotShape, rows: number): StripSize {
  const { output, kernel, strides, dilations } = shape;
  const reach = (outputs: number, axis: 0 | 1) =>
    (outputs - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1;
  return { slots: reach(rows, 0), columns: reach(output[1], 1) };
}

/** What templates print of a convolution that is computed strip by strip. */
export function stripGeometryView(shape: DotShape, rows: number): object {
  const { input, output, kernel, strides, dilations, padTop, padLeft } = shape;
  const { slots, columns } = stripSize(shape, rows);
  return {
    inputHeight: input[0],
    inputWidth: input[1],
    inputChannels: input[2],
    outputHeight: output[0],
    outputWidth: output[1],
    outputChannels: output[2],
    kernelHeight: kernel[0],
    kernelWidth: kernel[1],
    strideY: strides[0],
    strideX: strides[1],
    dilationY: dilations[0],
    padTop,
    padLeft,
    rows,
    slots,
    columns,
    readColumns: Math.max(0, Math.min(input[1], columns - padLeft)),
  };
}
