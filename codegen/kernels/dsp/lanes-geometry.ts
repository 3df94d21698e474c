import type { CodeTensor, Conv2DNode, Shape } from '../../model/graph.js';

/** A convolution as rows of columns in a buffer of expanded pixels. */
export interface LanesGeometry {
  /** Of the input as it is read: pixels of a flat layer stand in rows of any length. */
  readonly inputHeight: number;
  readonly inputWidth: number;
  readonly outputHeight: number;
  readonly outputWidth: number;
  /** Input column of column c of the buffer is c · columnScale − padLeft; rows likewise. */
  readonly columnScale: number;
  readonly rowScale: number;
  readonly padTop: number;
  readonly padLeft: number;
  /** Columns of the buffer between neighbouring outputs, and rows. */
  readonly columnStep: number;
  readonly rowStep: number;
  /** Columns of the buffer between taps, and rows. */
  readonly columnTap: number;
  readonly rowTap: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
}

/** Bytes of expanded pixels that a flat layer's rows should not exceed. */
const FLAT_ROW_BYTES = 8192;

/**
 * Where a kernel has one column (row), only the input's columns (rows) that outputs read come into the
 * buffer. A 1×1 kernel of stride 1 does not know rows, so they are as long as is convenient.
 *
 * @param laneBytes bytes of the buffer for each code of a flat layer
 */
export function lanesGeometry(
  { weights, strides, dilations, padding }: Conv2DNode,
  input: CodeTensor,
  output: Shape,
  laneBytes: number,
): LanesGeometry {
  const [, kernelHeight, kernelWidth] = weights.shape;
  const oneRow = kernelHeight === 1;
  const oneColumn = kernelWidth === 1;
  const pixels = output[0] * output[1];
  const flat = pixels === input.shape[0] * input.shape[1] && oneRow && oneColumn;
  const width = flat ? flatWidth(pixels, input.shape[2] * laneBytes) : input.shape[1];
  const height = flat ? pixels / width : input.shape[0];
  return {
    inputHeight: height,
    inputWidth: width,
    outputHeight: flat ? height : output[0],
    outputWidth: flat ? width : output[1],
    columnScale: oneColumn ? strides[1] : 1,
    rowScale: oneRow ? strides[0] : 1,
    padTop: padding.top,
    padLeft: padding.left,
    columnStep: oneColumn ? 1 : strides[1],
    rowStep: oneRow ? 1 : strides[0],
    columnTap: oneColumn ? 1 : dilations[1],
    rowTap: oneRow ? 1 : dilations[0],
    kernelHeight,
    kernelWidth,
  };
}

/** The divisor of the number of pixels that wastes least in tiles of four, the longest of equals. */
function flatWidth(pixels: number, pixelBytes: number): number {
  const most = Math.max(4, Math.floor(FLAT_ROW_BYTES / pixelBytes));
  let best = 1;
  for (let width = 1; width <= Math.min(pixels, most); width++) {
    if (pixels % width === 0 && waste(width) <= waste(best)) best = width;
  }
  return best;
}

function waste(width: number): number {
  return (Math.ceil(width / 4) * 4) / width;
}
